/**
 * A reader that is given damaged files. It lives outside the test runner too (`npm run fuzz`): import nothing of vitest here.
 */
export interface FuzzedReader {
  /** Names its corpus too, `test/fuzz/corpus/<name>/`, hyphens for blanks. */
  readonly name: string;
  /** Of its files. */
  readonly extension: string;
  /** Whole files, small ones, that are mutated. Paths lead from the package's root: compiled, this lies a folder deeper. */
  seeds(): readonly Uint8Array[];
  /** Reads the file; an `AsmFitError` refuses it, anything else that is thrown is a fault. It may write beside the file. */
  read(path: string): Promise<unknown>;
  /** Throws where what was read contradicts itself. */
  check?(result: unknown): void;
}
