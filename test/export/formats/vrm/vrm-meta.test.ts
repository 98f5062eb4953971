import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readVrmMeta } from '../../../../src/export/formats/vrm/read-vrm-meta.ts';
import { STRICTEST_META } from '../../../../src/export/formats/vrm/strictest-meta.ts';

import { temporaryFolder } from '../../../helpers/run-cli.ts';

function read(content: string) {
  const path = join(temporaryFolder(), 'meta.json');
  writeFileSync(path, content);
  return () => readVrmMeta(path);
}

describe("VRM's meta", () => {
  it('is the strictest but for what the file says', () => {
    const meta = read('{"name": "Me", "authors": ["A", "B"], "commercialUsage": "corporation"}')();
    expect(meta).toEqual({ ...STRICTEST_META, name: 'Me', authors: ['A', 'B'], commercialUsage: 'corporation' });
  });

  it.each([
    ['{"authors": []}', /authors: /],
    ['{"commercialUsage": "yes"}', /commercialUsage: /],
    ['{"licence": "MIT"}', /licence/],
    ['{"licenseUrl": "https://example.org"}', /licenseUrl/],
    ['[]', /root: /],
    ['{', /meta\.json/],
  ])('refuses %s', (content, message) => {
    expect(read(content)).toThrow(message);
  });
});
