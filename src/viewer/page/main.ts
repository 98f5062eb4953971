import css from './page.css';
import { resultFiles } from './result-files.ts';
import { openShell } from './shell.ts';
import { showResult } from './show-result.ts';
import { element } from './ui/element.ts';

document.head.append(element('style', {}, css));
const shell = openShell(document.body);
try {
  const files = resultFiles();
  await showResult(files, shell);
  // What drives the page from outside waits for this.
  document.documentElement.dataset.state = 'ready';
} catch (error) {
  shell.fail(error instanceof Error ? error.message : String(error));
  document.documentElement.dataset.state = 'failed';
}
