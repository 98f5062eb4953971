import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from 'vitest/node';

/**
 * Files of tests in the order of the parts of their paths that are named, all others after them as vitest has them: by size where it
 * knows no times. The long ones first, so that at the end no process waits for another.
 * @param last files that come after all others
 */
export function longFirst(parts: readonly string[], last: readonly string[] = []): TestSequencerConstructor {
  const rank = ({ moduleId }: TestSpecification): number => {
    if (last.some((file) => moduleId.endsWith(`/${file}`))) return parts.length + 1;
    const place = parts.findIndex((part) => moduleId.includes(`/${part}`));
    return place < 0 ? parts.length : place;
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
    }
  };
}
