import { AsmFitError } from '../../src/errors.ts';

/** The refusal of an input that a call ends with; anything else that it throws, or nothing, fails. */
export function refusalOf(read: () => unknown): AsmFitError {
  try {
    read();
  } catch (error) {
    if (error instanceof AsmFitError && error.kind === 'input') return error;
    throw error;
  }
  throw new Error('no refusal');
}
