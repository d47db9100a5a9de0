import { describe, expect, it } from 'vitest';
import {
  OPERATOR_ACTIONS,
  OPERATOR_ROLES,
  type OperatorAction,
  type OperatorRole,
  mayDo,
  needsFresh,
} from './operator-role.ts';

/** One letter a role that may: Owner, oPerator, Finance, Developer, Viewer. `*`: and lately proved who they are. */
const EXPECTED: Readonly<Record<OperatorAction, string>> = {
  'home.read': 'OPFDV',
  'payments.read': 'OPFDV',
  'payments.export': 'OPF',
  'payments.refund': 'OPF',
  'payments.refund_large': 'OF*',
  'payments.capture': 'OP',
  'payments.cancel': 'OP',
  'transfers.decide': 'OPF',
  'events.resend': 'OPD',
  'methods.read': 'OPFDV',
  'methods.change': 'OP',
  'ordering.change': 'OP',
  'providers.read': 'OD',
  'providers.change': 'O*',
  'experiments.read': 'OPFDV',
  'experiments.change': 'OP',
  'links.read': 'OPFDV',
  'links.change': 'OP',
  'developers.read': 'OD',
  'keys.change': 'OD*',
  'webhooks.change': 'OD',
  'settings.read': 'OPFDV',
  'settings.change': 'OP',
  'origins.change': 'OD',
  'team.read': 'OPFD',
  'team.change': 'O*',
  'audit.read': 'OF',
  'account.read': 'OPFDV',
  'account.change_factors': 'OPFDV*',
};

const LETTER: Readonly<Record<OperatorRole, string>> = {
  owner: 'O',
  operator: 'P',
  finance: 'F',
  developer: 'D',
  viewer: 'V',
};

describe('who may do what', () => {
  const cells = OPERATOR_ROLES.flatMap((role) =>
    OPERATOR_ACTIONS.map((action) => [role, action] as const),
  );

  it.each(cells)('%s: %s', (role, action) => {
    expect(mayDo(role, action)).toBe(EXPECTED[action].includes(LETTER[role]));
  });

  it.each(OPERATOR_ACTIONS)('%s asks for a fresh proof where it must', (action) => {
    expect(needsFresh(action)).toBe(EXPECTED[action].endsWith('*'));
  });

  it('lets a role that may only look change nothing of the shop', () => {
    const changing = OPERATOR_ACTIONS.filter((action) => mayDo('viewer', action)).filter(
      (action) => !action.endsWith('.read') && !action.startsWith('account.'),
    );
    expect(changing).toEqual([]);
  });
});
