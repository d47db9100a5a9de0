import type { DraftParts } from '../draft-form.tsx';
import { DraftField, DraftSection } from './draft-field.tsx';

export function NameField({ draft, set, problemOf, words }: DraftParts) {
  return (
    <DraftSection heading={words.texts.question}>
      <DraftField
        field="name"
        label={words.texts.name}
        hint={words.texts.nameHint}
        value={draft.name}
        onChange={(name) => set({ name })}
        problem={problemOf('name')}
      />
    </DraftSection>
  );
}
