import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScanLandmarks } from '../../../src/capture/scan/scan-landmarks.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

describe('landmarks of a scan', () => {
  it('in a file are refused with what is wrong of them', () => {
    const corners = new Float64Array(30);
    const read = (content: unknown) => {
      writeFileSync(path('marks.json'), JSON.stringify(content));
      return () => readScanLandmarks(path('marks.json'), corners, 'asm');
    };
    expect(read([0, 1, 2, 3, 4, 5, [1, 2, 3]])().points).toHaveLength(21);
    expect(read([0, 1, 2, 3, 4, 5, 10])).toThrow(/received vertex 10 of 10/);
    expect(read({ landmarks7: [0, 1, 2, 3, 4, 5, 6], exclude: [4, 12] })).toThrow(/received vertex 12 of 10/);
    expect(read({ landmarks7: [0, 1, 2, 3, 4, 5, 6], noseTip: 11 })).toThrow(/received vertex 11 of 10/);
    expect(read([0, 1, 2, 3, 4, 5])).toThrow(/7 or 68 points.*received 6 points/);
    expect(read({ landmarks7: [0, 1, 2, 3, 4, 5, 6, 7] })).toThrow(/received 8 points/);
    expect(read([0, 1, 2, 3, 4, 5, [1, 2]])).toThrow(/received \[1,2\] where a point is \[x, y, z\]/);
    expect(read([0, 1, 2, 3, 4, 5, 1.5])).toThrow(/received 1\.5 where/);
    expect(read({ methods: { asm: {} } })).toThrow(/fit\.json without 68/);
    expect(read('seven')).toThrow(/received something else/);
  });

  it("of a fit tell its hair's vertices, in the file that ends in them alone", () => {
    const marks = Array.from({ length: 68 }, (_, l) => [l, 0, 0]);
    const kept = (asm: object, vertices: number): number => {
      writeFileSync(path('fit.json'), JSON.stringify({ methods: { asm: { landmarks68: marks, ...asm } } }));
      return readScanLandmarks(path('fit.json'), new Float64Array(3 * vertices), 'asm').headVertices;
    };
    const hairVertices = { first: 10, count: 4 };
    expect(kept({ hairVertices }, 14)).toBe(10);
    expect(kept({ hairVertices }, 10)).toBe(10);
    expect(kept({ hairVertices }, 30)).toBe(30);
    expect(kept({ hairVertices: null }, 14)).toBe(14);
    expect(kept({}, 14)).toBe(14);
  });
});
