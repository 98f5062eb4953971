import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kernelsIn, SLOT_FOLDERS, slotsSource } from '../../scripts/kernels/slots-source.ts';
import { NO_SCRATCH } from '../../src/kernels/kernel.ts';

const root = join(import.meta.dirname, '..', '..');

describe('slots', () => {
  it.each(SLOT_FOLDERS)('are read as $jobs declares them (npm run kernels:slots)', async ({ jobs, generated }) => {
    const modules = await kernelsIn(join(root, jobs));
    expect(modules.size).toBeGreaterThan(3);
    for (const [name, kernels] of modules)
      expect(readFileSync(join(root, generated, `${name}.ts`), 'utf8')).toBe(
        slotsSource(`${jobs}/${name}.ts`, kernels),
      );
    const written = readdirSync(join(root, generated), { recursive: true, encoding: 'utf8' });
    expect(written.filter((path) => path.endsWith('.ts'))).toHaveLength(modules.size);
  });

  it('become accessors at their place, of the type that they hold', () => {
    const slots = { plane: 'real', count: 'count', sigma: 'number', mask: 'bytes' } as const;
    const source = slotsSource('jobs/blur.ts', [{ name: 'blur', slots, scratch: NO_SCRATCH, plain: () => {} }]);
    expect(source).toContain('from jobs/blur.ts');
    expect(source).toContain('export class BlurSlots {');
    expect(source).toContain('get plane(): usize { return <usize>load<f64>(changetype<usize>(this), 0); }');
    expect(source).toContain('get count(): i32 { return <i32>load<f64>(changetype<usize>(this), 8); }');
    expect(source).toContain('get sigma(): f64 { return load<f64>(changetype<usize>(this), 16); }');
    expect(source).toContain('get mask(): usize { return <usize>load<f64>(changetype<usize>(this), 24); }');
  });
});
