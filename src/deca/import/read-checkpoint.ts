import { AsmFitError } from '../../errors.ts';
import { type ByteSource, memorySource, withInputFile } from '../../files/input-file.ts';
import {
  PickleDict,
  type PickleValue,
  SavedStorage,
  shownText,
  Tensor,
  TensorStorage,
} from './pickle/pickle-values.ts';
import { ReadBudget } from './pickle/read-budget.ts';
import { readPickle } from './pickle/read-pickle.ts';
import { numberBytes, tensorValues } from './tensor-values.ts';
import { openZip } from './zip-file.ts';

/** A tensor of a checkpoint, contiguous. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Tensors by their dotted names, `E_flame.encoder.conv1.weight`. */
export type StateDict = ReadonlyMap<string, WeightTensor>;

const MAX_FILE_BYTES = 4 * 2 ** 30;
/** Pickles of the form before ZIP stand before all numbers. */
const MAX_PICKLE_BYTES = 2 ** 26;
const MAX_DEPTH = 8;
const MAX_NAME = 1000;
/** PyTorch before 1.6 wrote this number first. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
const LEGACY_PROTOCOL = 1001;

/**
 * Reads all tensors of a PyTorch checkpoint, in its ZIP form or the one before it.
 * @throws {AsmFitError} input: missing, too large, damaged, or no checkpoint
 */
export function readCheckpoint(path: string): StateDict {
  return withInputFile(path, { what: 'checkpoint', maxBytes: MAX_FILE_BYTES }, (source) => {
    const budget = new ReadBudget(source.size, path);
    const start = source.read(0, Math.min(2, source.size));
    const contents =
      start[0] === 0x50 && start[1] === 0x4b ? zipForm(source, path, budget) : legacyForm(source, path, budget);
    const out = new Map<string, WeightTensor>();
    const gather = { storage: keepLast(contents.storage), where: path, budget, out, above: new Set<PickleDict>() };
    collect(contents.root, '', gather);
    if (out.size === 0)
      throw new AsmFitError(
        'input',
        `${path}: a checkpoint must hold tensors; received none`,
        'pass the file that torch.save wrote',
      );
    return out;
  });
}

type ReadStorage = (storage: TensorStorage) => Uint8Array;

interface Contents {
  readonly root: PickleValue;
  /** Bytes of a storage. */
  readonly storage: ReadStorage;
}

/** Neighbours often share a storage. */
function keepLast(read: ReadStorage): ReadStorage {
  let last: { key: string; bytes: Uint8Array } | null = null;
  return (storage) => {
    if (last?.key !== storage.key) last = { key: storage.key, bytes: read(storage) };
    return last.bytes;
  };
}

/**
 * A tensor that was pickled outside a checkpoint, with its storage.
 * @throws {AsmFitError} input: damaged
 */
export function readPickledTensor(tensor: Tensor, name: string, where: string, budget: ReadBudget): WeightTensor {
  if (!(tensor.storage instanceof SavedStorage))
    throw new AsmFitError(
      'input',
      `${where}: ${shownText(name)} must carry its numbers; received a reference to another file`,
      'download the file again',
    );
  // PyTorch pickles storages in the older form alone.
  const { root, storage } = legacyForm(memorySource(tensor.storage.bytes, where), where, budget);
  if (!(root instanceof TensorStorage))
    throw new AsmFitError(
      'input',
      `${where}: ${shownText(name)} must carry a run of numbers; received something else`,
      'download the file again',
    );
  return { shape: tensor.shape, values: tensorValues(name, tensor, root, { where, budget, bytesOf: storage }) };
}

function zipForm(source: ByteSource, where: string, budget: ReadBudget): Contents {
  const archive = openZip(source, where, budget);
  const pickles = archive.names.filter((name) => name.endsWith('/data.pkl') || name === 'data.pkl');
  const [pickle] = pickles;
  if (pickles.length !== 1)
    throw new AsmFitError(
      'input',
      `${where}: a checkpoint must hold data.pkl once; received ${pickles.length} of them`,
      'pass the file that torch.save wrote',
    );
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = archive.read(`${folder}byteorder`);
  if (order !== null) checkOrder(Buffer.from(order).toString('latin1') !== 'big', where);
  const { value } = readPickle(archive.read(pickle) ?? new Uint8Array(), where, 0, budget);
  return {
    root: value,
    storage: ({ key }) => archive.read(`${folder}data/${key}`) ?? noStorage(key, where),
  };
}

function legacyForm(source: ByteSource, where: string, budget: ReadBudget): Contents {
  const bytes = source.read(0, Math.min(source.size, MAX_PICKLE_BYTES));
  const magic = readPickle(bytes, where, 0, budget);
  if (magic.value !== LEGACY_MAGIC)
    throw new AsmFitError(
      'input',
      `${where}: must be a PyTorch checkpoint; received something else`,
      'pass deca_model.tar as it was downloaded',
    );
  const protocol = readPickle(bytes, where, magic.end, budget);
  if (protocol.value !== LEGACY_PROTOCOL)
    throw new AsmFitError(
      'input',
      `${where}: must be a PyTorch checkpoint of protocol ${LEGACY_PROTOCOL}; received another`,
      'save it again with a PyTorch of today',
    );
  const system = readPickle(bytes, where, protocol.end, budget);
  if (system.value instanceof PickleDict) checkOrder(system.value.entries.get('little_endian') !== false, where);
  const root = readPickle(bytes, where, system.end, budget);
  const keys = readPickle(bytes, where, root.end, budget);
  const fail = (received: string): never => {
    throw new AsmFitError(
      'input',
      `${where}: the checkpoint's runs of numbers must be those that it lists; received ${received}`,
      'download the file again',
    );
  };
  if (!Array.isArray(keys.value)) return fail('no list');
  const places = new Map<string, { at: number; length: number }>();
  let at = keys.end;
  for (const key of keys.value) {
    const listed = typeof key === 'string' ? root.storages.get(key) : undefined;
    if (listed === undefined) return fail('a key that no tensor has');
    if (at + 8 > source.size) return fail('an end too soon');
    const head = source.read(at, 8);
    const count = new DataView(head.buffer, head.byteOffset, 8).getBigInt64(0, true);
    if (count !== BigInt(listed.count)) return fail(`${count} numbers where ${listed.count} must be`);
    const length = listed.count * numberBytes(listed, where);
    if (!(at + 8 + length <= source.size)) return fail('an end too soon');
    places.set(listed.key, { at: at + 8, length });
    at += 8 + length;
  }
  return {
    root: root.value,
    storage: ({ key }) => {
      const place = places.get(key);
      if (place === undefined) return noStorage(key, where);
      budget.bytes(place.length);
      return source.read(place.at, place.length);
    },
  };
}

function noStorage(key: string, where: string): never {
  throw new AsmFitError(
    'input',
    `${where}: storage ${shownText(key)} must be there; received none`,
    'download the file again',
  );
}

function checkOrder(little: boolean, where: string): void {
  if (!little)
    throw new AsmFitError(
      'input',
      `${where}: must be written with the lowest byte first; received a checkpoint of a big-endian machine`,
      'save it again on an ordinary computer',
    );
}

interface Gathering {
  readonly storage: ReadStorage;
  readonly where: string;
  readonly budget: ReadBudget;
  readonly out: Map<string, WeightTensor>;
  /** Dictionaries on the way down to the present one. */
  readonly above: Set<PickleDict>;
}

function collect(value: PickleValue, name: string, gathering: Gathering): void {
  const { storage, where, budget, out, above } = gathering;
  const fail = (required: string, received: string): never => {
    throw new AsmFitError(
      'input',
      `${where}: ${required}; received ${received}`,
      'pass the file that torch.save wrote',
    );
  };
  if (value instanceof Tensor) {
    if (out.has(name)) fail("a checkpoint's tensors must have names of their own", `${shownText(name)} twice`);
    out.set(
      name,
      value.storage instanceof SavedStorage
        ? readPickledTensor(value, name, where, budget)
        : { shape: value.shape, values: tensorValues(name, value, value.storage, { where, budget, bytesOf: storage }) },
    );
    return;
  }
  // Deeper ones, and those in lists, are an optimiser's and no network's.
  if (!(value instanceof PickleDict) || above.size > MAX_DEPTH) return;
  if (above.has(value)) fail("a checkpoint's dictionaries must end", `one that holds itself, ${shownText(name)}`);
  budget.items(value.entries.size);
  above.add(value);
  for (const [key, item] of value.entries) {
    if (typeof key !== 'string' && typeof key !== 'number') continue;
    const full = name === '' ? String(key) : `${name}.${key}`;
    if (full.length > MAX_NAME) fail(`names must have at most ${MAX_NAME} letters`, shownText(full));
    collect(item, full, gathering);
  }
  above.delete(value);
}
