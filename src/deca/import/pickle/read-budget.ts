import { AsmFitError } from '../../../errors.ts';

/** Instructions of all pickles of a file; FLAME's has some hundreds, DECA's checkpoint some ten thousands. */
const MAX_STEPS = 500_000;
/** Entries that are copied or walked, each time anew where one is reached in several ways. */
const MAX_ITEMS = 200_000;
/** Bytes that may be taken for a small file, and for each byte of a large one. */
const FREE_BYTES = 2 ** 24;
const BYTES_PER_BYTE = 16;

/**
 * What reading one file may cost. A pickle of some bytes can name the same thing a billion times: work and memory are counted as
 * they are spent, and are bounded by the size of the file.
 */
export class ReadBudget {
  readonly #where: string;
  readonly #maxBytes: number;
  #steps = 0;
  #items = 0;
  #bytes = 0;

  /** @param fileBytes size of the file that is read */
  constructor(fileBytes: number, where: string) {
    this.#where = where;
    this.#maxBytes = FREE_BYTES + BYTES_PER_BYTE * fileBytes;
  }

  /** One instruction. @throws {AsmFitError} input: too many */
  step(): void {
    if (++this.#steps > MAX_STEPS) this.#refuse(`at most ${MAX_STEPS} instructions`);
  }

  /** Entries that are copied or walked. @throws {AsmFitError} input: too many */
  items(count: number): void {
    this.#items += count;
    if (!(this.#items <= MAX_ITEMS)) this.#refuse(`at most ${MAX_ITEMS} entries`);
  }

  /** Bytes that are about to be taken. @throws {AsmFitError} input: too many */
  bytes(count: number): void {
    this.#bytes += count;
    if (!(this.#bytes <= this.#maxBytes)) this.#refuse(`at most ${this.#maxBytes} bytes of memory`);
  }

  #refuse(allowed: string): never {
    throw new AsmFitError(
      'input',
      `${this.#where}: reading it must take ${allowed}; received a file that takes more`,
      'check that the file is the original download',
    );
  }
}
