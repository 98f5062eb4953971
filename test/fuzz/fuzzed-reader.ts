export interface FuzzedReader {
  readonly name: string;
  readonly extension: string;
  seeds(): readonly Uint8Array[];
  read(path: string): Promise<unknown>;
  check?(result: unknown): void;
}
