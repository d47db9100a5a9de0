/** Why a text is no FPS payment code, or a code cannot be made. `tag` is where: `54`, `26.02`. */
export class FpsPayloadError extends Error {
  readonly tag: string;

  constructor(tag: string, problem: string) {
    super(`Tag ${tag}: ${problem}`);
    this.name = 'FpsPayloadError';
    this.tag = tag;
  }
}
