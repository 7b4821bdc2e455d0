/** A bounded map that forgets what was not used for longest, roughly: it keeps between `capacity` and twice as many entries. */
export interface LruCache<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  values(): Iterable<V>;
  clear(): void;
}

/**
 * Two generations: reads bring an entry into the young one, and when that is full the old one is dropped whole. A hit in
 * the young generation, the usual case, costs one look-up and no bookkeeping.
 */
export function createLruCache<K, V>(capacity: number): LruCache<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  const set = (key: K, value: V) => {
    if (young.size >= capacity) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };
  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const revived = old.get(key);
      if (revived !== undefined) {
        old.delete(key);
        set(key, revived);
      }
      return revived;
    },
    set,
    *values() {
      yield* young.values();
      yield* old.values();
    },
    clear() {
      young = new Map();
      old = new Map();
    },
  };
}
