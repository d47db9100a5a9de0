/** A cookie as a browser is told of it. */
export interface OperatorCookie {
  readonly name: string;
  readonly options: {
    readonly httpOnly: true;
    readonly sameSite: 'lax';
    readonly path: '/';
    readonly secure: boolean;
  };
}

/**
 * The cookie that holds an operator's session. `__Host-`: of this host alone, whoever else is below its domain
 * (RFC 6265bis, 4.1.3.2). Browsers take that prefix over https only, so a demo on http goes without.
 */
export function operatorCookie(publicOrigin: string): OperatorCookie {
  const secure = publicOrigin.startsWith('https:');
  return {
    name: secure ? '__Host-praya_operator' : 'praya_operator',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  };
}
