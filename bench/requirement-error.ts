/** Something a person can put right before benching again; its message is all they need to read. */
export class RequirementError extends Error {
  override readonly name = 'RequirementError';
}
