/** Why an experiment cannot be run as it was described. `param` is where: `arms[1].weight`. */
export class ExperimentDesignError extends Error {
  readonly param: string;

  constructor(param: string, problem: string) {
    super(`${param}: ${problem}`);
    this.name = 'ExperimentDesignError';
    this.param = param;
  }
}
