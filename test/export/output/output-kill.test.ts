import { it } from 'vitest';
import { killReplacements } from '../../helpers/run/kill-replacements.ts';

/** Half a second each; test/slow kills more often. */
const KILLS = 10;

it(`a process that replaces its result again and again leaves a whole one, ${KILLS} times killed`, () =>
  killReplacements(KILLS));
