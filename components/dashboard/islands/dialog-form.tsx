'use client';

import { type ReactNode, useState } from 'react';
import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { OperatorForm, type OperatorFormProps } from './operator-form.tsx';

export interface DialogFormProps {
  /** On the button that opens it. */
  readonly open: string;
  /** What that button is called where the words on it stand more than once on its page. */
  readonly openName?: string;
  readonly look?: 'primary' | 'secondary' | 'quiet';
  readonly heading: string;
  readonly intro?: ReactNode;
  readonly close: string;
  /** Of one that cannot be taken back: it is read out as such, and a press beside it does not close it. */
  readonly isAlert?: boolean;
  readonly form: OperatorFormProps;
}

/**
 * A button that asks in a dialog before it does anything: what will happen in words, the form, and a way out. The
 * focus is held inside, Escape closes it, and it comes back to the button.
 */
export function DialogForm(props: DialogFormProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={`needs-js ${LOOKS[props.look ?? 'secondary']}`}
        aria-haspopup="dialog"
        aria-label={props.openName}
        onClick={() => setOpen(true)}
      >
        {props.open}
      </button>
      <ModalOverlay
        className="dash-veil"
        isOpen={isOpen}
        onOpenChange={setOpen}
        isDismissable={props.isAlert !== true}
      >
        <Modal className="dash-modal">
          <Dialog className="dash-dialog" role={props.isAlert === true ? 'alertdialog' : 'dialog'}>
            <Heading slot="title" level={2}>
              {props.heading}
            </Heading>
            {props.intro === undefined ? null : <div className="dash-intro">{props.intro}</div>}
            <OperatorForm {...props.form} />
            <button type="button" className="dash-dialog-close" onClick={() => setOpen(false)}>
              {props.close}
            </button>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

const LOOKS = {
  primary: 'button-primary',
  secondary: 'button-secondary',
  quiet: 'dash-link-button',
} as const;
