/** Ends an exhaustive `switch`: a value that reaches it is one the types said could not exist. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
