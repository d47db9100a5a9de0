/**
 * A parameter of the merchant API that speaks against what is there. Named as on the wire: the objects it is
 * about are made nowhere else.
 */
export class ParamError extends Error {
  readonly param: string;
  readonly code: string | null;

  constructor(param: string, message: string, code: string | null = null) {
    super(message);
    this.name = 'ParamError';
    this.param = param;
    this.code = code;
  }
}

export function noSuch(noun: string, id: string, param: string): ParamError {
  return new ParamError(param, `No such ${noun}: '${id.slice(0, 100)}'`, 'resource_missing');
}
