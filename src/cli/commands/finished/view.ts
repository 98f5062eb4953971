import { openOutputFiles } from '../../../export/output/output-files.ts';
import { checkShown } from '../../../viewer/result/check-shown.ts';
import { resultFolder } from '../../../viewer/result/result-folder.ts';
import { folderSource, type ResultSource } from '../../../viewer/result/result-source.ts';
import type { ViewerData } from '../../../viewer/result/viewer-data.ts';
import { viewerDataOf } from '../../../viewer/result/viewer-data-of.ts';
import { openBrowser } from '../../../viewer/server/open-browser.ts';
import { isSavedPage, savedPage } from '../../../viewer/server/page-html.ts';
import { serveResult } from '../../../viewer/server/serve-result.ts';
import { tell } from '../../command-messages.ts';
import { COMMANDS, type CommandFlags } from '../../options/command-table.ts';
import { createTalk, type Talk } from '../../talk.ts';

export type ViewFlags = CommandFlags<'view'>;

/** As the command has them where nothing is said. */
export const VIEW_DEFAULTS: ViewFlags = {
  port: COMMANDS.view.options.port.default,
  open: false,
  force: false,
  quiet: false,
};

/** `asm-fit view`: a finished result in the browser, until the program is interrupted; or as a page on disk. */
export async function runView(result: string, flags: ViewFlags, talk: Talk = createTalk(flags.quiet)): Promise<void> {
  const source = folderSource(resultFolder(result));
  const data = viewerDataOf(source);
  checkShown(source, data);
  if (flags.save !== undefined) await savePage(source, data, { path: flags.save, force: flags.force, talk });
  else await serveUntilInterrupted(source, data, flags, talk);
}

interface SavedAs {
  readonly path: string;
  readonly force: boolean;
  readonly talk: Talk;
}

async function savePage(source: ResultSource, data: ViewerData, { path, force, talk }: SavedAs): Promise<void> {
  const request = {
    names: [path],
    force,
    inputs: data.downloads.map(({ name }) => `${source.where}/${name}`),
    replaces: { what: 'a page that asm-fit wrote', isOne: isSavedPage },
  };
  const files = openOutputFiles(request, (run) => tell({ kind: 'files', run }));
  try {
    files.write(path, await savedPage(source, data));
    files.commit();
  } finally {
    files.discard();
  }
  talk.result(`${path}\n`);
}

/** Serves for good: the program's first thread ends this one at the first signal. */
async function serveUntilInterrupted(
  source: ResultSource,
  data: ViewerData,
  { port, open }: ViewFlags,
  talk: Talk,
): Promise<void> {
  const { url } = await serveResult(source, data, port);
  talk.result(`${url}\n`);
  if (open && !(await openBrowser(url))) talk.warn('--open: no browser was found; open the address above');
  talk.line('Ctrl-C ends it');
  await new Promise(() => {});
}
