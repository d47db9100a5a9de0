/**
 * The two shares on either side of a point. Both are given, because 1 − lower has no correct digits
 * left where the upper one is small, and small ones are what p-values are.
 */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}
