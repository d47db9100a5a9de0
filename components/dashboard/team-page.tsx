import type { OperatorId, OperatorLinkId } from '#lib/domain/ids.ts';
import { OPERATOR_ROLES, type OperatorRole } from '#lib/domain/operator-role.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { PlainButton } from './account-page.tsx';
import { type DashboardPage, formWords, refusalWords } from './dashboard-page.ts';
import type { FormAction, Refusal } from './form-answer.ts';
import { DialogForm } from './islands/dialog-form.tsx';
import type { FieldSpec } from './islands/field-schema.ts';
import { OperatorForm } from './islands/operator-form.tsx';
import { StateTag } from './list-frame.tsx';

export interface TeamMember {
  readonly operatorId: OperatorId;
  readonly name: string;
  readonly email: string;
  readonly role: OperatorRole;
  readonly since: Date;
  readonly lastSeenAt: Date | null;
  readonly hasSecondFactor: boolean;
}

export interface TeamInvitation {
  readonly id: OperatorLinkId;
  readonly email: string;
  readonly role: OperatorRole;
  readonly expiresAt: Date;
}

export const TEAM_DONE = ['role', 'removed', 'withdrawn'] as const;

export interface TeamView {
  readonly members: readonly TeamMember[];
  readonly invitations: readonly TeamInvitation[];
  /** Whoever looks. */
  readonly self: OperatorId;
  readonly mayChange: boolean;
  readonly done: (typeof TEAM_DONE)[number] | null;
  readonly refused: Refusal | null;
}

export interface TeamActions {
  readonly invite: FormAction;
  readonly changeMemberRole: FormAction;
  readonly removeFromTeam: FormAction;
  readonly withdraw: FormAction;
}

interface Props {
  readonly view: TeamView;
  readonly page: DashboardPage;
  readonly actions: TeamActions;
}

/** Who works for the shop, as what, and who is invited. */
export function TeamPage(props: Props) {
  const { view, page } = props;
  const { t } = page.words;
  return (
    <>
      <div>
        <h1 className="dash-title">{t('dashboard.team.heading')}</h1>
        <p className="dash-intro">{t('dashboard.team.intro')}</p>
      </div>
      {view.done === null ? null : (
        <p className="notice" role="status">
          {t(`dashboard.team.done.${view.done}`)}
        </p>
      )}
      {view.refused === null ? null : (
        <p className="dash-refused" role="alert">
          {t(`dashboard.refused.${view.refused}`)}
        </p>
      )}
      <Members {...props} />
      {view.mayChange ? <Invitations {...props} /> : null}
      <Roles words={page.words} />
    </>
  );
}

function Members(props: Props) {
  const { view, page } = props;
  const { t, dateTime } = page.words;
  return (
    <section className="dash-card" aria-labelledby="members">
      <h2 id="members">{t('dashboard.team.members')}</h2>
      <ul className="dash-list">
        {view.members.map((member) => (
          <li key={member.operatorId}>
            <span className="dash-list-text">
              <strong>
                {member.name}
                {member.operatorId === view.self ? (
                  <span className="dash-tag">{t('dashboard.team.you')}</span>
                ) : null}
              </strong>
              <span>{member.email}</span>
              <span>{t(`dashboard.role.${member.role}`)}</span>
              <span>
                {member.lastSeenAt === null
                  ? t('dashboard.team.since', { date: dateTime(member.since) })
                  : t('dashboard.team.seen', { date: dateTime(member.lastSeenAt) })}
              </span>
              {member.hasSecondFactor ? null : (
                <span>
                  <StateTag look="warn">{t('dashboard.team.passwordOnly')}</StateTag>
                </span>
              )}
            </span>
            {view.mayChange ? <MemberButtons {...props} member={member} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function MemberButtons({ page, actions, member }: Props & { member: TeamMember }) {
  const { words } = page;
  const { t } = words;
  const hidden = { ...page.hidden, member: member.operatorId, from: member.role };
  const common = { refusals: refusalWords(words), words: formWords(words), refused: null, hidden };
  const { name } = member;
  return (
    <span className="dash-list-buttons">
      <DialogForm
        open={t('dashboard.team.changeRole')}
        openName={t('dashboard.team.changeRoleNamed', { name })}
        heading={t('dashboard.team.changeRoleNamed', { name })}
        intro={<p>{t('dashboard.team.changeRoleIntro')}</p>}
        close={t('dashboard.form.cancel')}
        form={{
          ...common,
          action: actions.changeMemberRole,
          fields: [roleField(words, member.role)],
          submit: t('dashboard.form.save'),
        }}
      />
      <DialogForm
        look="quiet"
        open={t('dashboard.team.remove')}
        openName={t('dashboard.team.removeNamed', { name })}
        heading={t('dashboard.team.removeNamed', { name })}
        intro={<p>{t('dashboard.team.removeIntro')}</p>}
        close={t('dashboard.form.cancel')}
        isAlert
        form={{
          ...common,
          action: actions.removeFromTeam,
          fields: [],
          submit: t('dashboard.team.remove'),
          button: 'danger',
        }}
      />
    </span>
  );
}

function Invitations({ view, page, actions }: Props) {
  const { words } = page;
  const { t, dateTime } = words;
  return (
    <section className="dash-card" aria-labelledby="invitations">
      <h2 id="invitations">{t('dashboard.team.invite')}</h2>
      <p>{t('dashboard.team.inviteIntro')}</p>
      {view.invitations.length === 0 ? null : (
        <ul className="dash-list">
          {view.invitations.map(({ id, email, role, expiresAt }) => (
            <li key={id}>
              <span className="dash-list-text">
                <strong>{email}</strong>
                <span>{t(`dashboard.role.${role}`)}</span>
                <span>{t('dashboard.team.invitedUntil', { date: dateTime(expiresAt) })}</span>
              </span>
              <PlainButton
                action={actions.withdraw}
                hidden={{ ...page.hidden, invitation: id }}
                label={t('dashboard.team.withdraw')}
                name={t('dashboard.team.withdrawNamed', { email })}
              />
            </li>
          ))}
        </ul>
      )}
      <OperatorForm
        action={actions.invite}
        hidden={page.hidden}
        fields={[
          {
            name: 'email',
            label: t('dashboard.team.email'),
            type: 'email',
            wrong: t('dashboard.form.emailWrong'),
          },
          roleField(words, 'operator'),
        ]}
        submit={t('dashboard.team.inviteSubmit')}
        words={formWords(words)}
        refusals={refusalWords(words)}
        refused={null}
        secrets={{
          heading: t('dashboard.team.linkHeading'),
          intro: t('dashboard.team.linkIntro'),
          copy: t('dashboard.authenticator.codesCopy'),
          copyName: t('dashboard.team.linkCopy'),
          copied: t('dashboard.authenticator.codesCopied'),
          done: t('dashboard.team.linkDone'),
          doneHref: `${page.basePath}/team`,
        }}
      />
    </section>
  );
}

function roleField({ t }: Words, value: OperatorRole): FieldSpec {
  return {
    name: 'role',
    label: t('dashboard.team.role'),
    type: 'radio',
    value,
    wrong: t('dashboard.team.roleMissing'),
    choices: OPERATOR_ROLES.map((role) => ({
      value: role,
      label: t(`dashboard.role.${role}`),
      hint: t(`dashboard.team.may.${role}`),
    })),
  };
}

function Roles({ words: { t } }: { words: Words }) {
  return (
    <section className="dash-card" aria-labelledby="roles">
      <h2 id="roles">{t('dashboard.team.roles')}</h2>
      <dl className="dash-facts">
        {OPERATOR_ROLES.map((role) => (
          <div key={role}>
            <dt>{t(`dashboard.role.${role}`)}</dt>
            <dd>{t(`dashboard.team.may.${role}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
