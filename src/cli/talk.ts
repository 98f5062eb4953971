import { isatty } from 'node:tty';
import { type FitProgress, hasLoss, type LossRecord } from '../fitting/progress/fit-progress.ts';
import { tell } from './command-messages.ts';

/** What a command says: its result on stdout, all else on stderr, quiet on demand, one rewritten line on a terminal. */
export interface Talk {
  result(text: string): void;
  line(text: string): void;
  warn(text: string): void;
  progress(): FitProgress;
}

const LINE_EVERY = 20;

export function createTalk(quiet: boolean): Talk {
  const stream = process.stderr;
  // A thread's own stream knows nothing of the terminal behind it.
  const terminal = isatty(2) && process.env.CI === undefined && process.env.TERM !== 'dumb';
  const color = terminal && (process.env.NO_COLOR ?? '') === '';
  let open = false;
  const close = (): void => {
    if (open) stream.write('\n');
    open = false;
  };
  const line = (text: string): void => {
    close();
    if (!quiet) stream.write(`${text}\n`);
  };
  return {
    result: (text) => {
      close();
      tell({ kind: 'result', text });
    },
    line,
    warn: (text) => {
      close();
      stream.write(color ? `\x1b[33mwarning:\x1b[0m ${text}\n` : `warning: ${text}\n`);
    },
    progress() {
      let stageSteps = 0;
      let done = 0;
      let started = 0;
      return {
        stage(name, stepCount) {
          close();
          stageSteps = stepCount;
          done = 0;
          started = performance.now();
          line(`${name} ...`);
        },
        step(record: LossRecord) {
          done++;
          if (quiet || (!terminal && done % LINE_EVERY !== 0)) return;
          const elapsed = (performance.now() - started) / 1000;
          const left = Math.max(0, (elapsed / done) * (stageSteps - done));
          const { total, landmark, photometric, prior } = record;
          const parts = `(landmark ${landmark.toFixed(1)}, pixels ${photometric.toFixed(1)}, prior ${prior.toFixed(1)})`;
          const terms = hasLoss(record) ? `  loss ${total.toFixed(2)}${prior > 0 ? ` ${parts}` : ''}` : '';
          const text = `  ${record.stage} ${done}/${stageSteps}${terms}  ${left.toFixed(0)} s left`;
          if (terminal) {
            stream.write(`\r\x1b[K${text}`);
            open = true;
          } else stream.write(`${text}\n`);
        },
      };
    },
  };
}
