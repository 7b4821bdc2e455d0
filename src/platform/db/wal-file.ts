import { closeSync, openSync, readSync } from "node:fs";

/** A look into the write-ahead log beside the database (https://sqlite.org/fileformat2.html#the_write_ahead_log). */
export interface WalFile {
  /** Whether the log holds at least so many pages now. Two short reads of the file. */
  reaches(pages: number): boolean;
  /** Pages in the log now. */
  pages(): number;
  /** Changes when the log starts over from its beginning. */
  generation(): string;
  close(): void;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * The file itself never shrinks when the log starts over: frames of the past stay behind the new ones. But each start has
 * new salts, which every frame repeats, so the pages of the present are the leading frames with the salts of the header.
 */
export function createWalFile(path: string): WalFile {
  const header = Buffer.alloc(HEADER_BYTES);
  const salts = Buffer.alloc(8);
  let descriptor: number | undefined;

  /** False while there is no log. The file is never replaced as long as a connection is open. */
  function readHeader(): boolean {
    try {
      descriptor ??= openSync(path, "r");
    } catch {
      return false;
    }
    return readSync(descriptor, header, 0, HEADER_BYTES, 0) === HEADER_BYTES;
  }

  function isPresent(frame: number): boolean {
    if (descriptor === undefined) return false;
    const frameBytes = FRAME_HEADER_BYTES + header.readUInt32BE(8);
    const position = HEADER_BYTES + (frame - 1) * frameBytes + 8;
    return readSync(descriptor, salts, 0, 8, position) === 8 && salts.equals(header.subarray(16, 24));
  }

  return {
    reaches: (pages) => readHeader() && isPresent(pages),
    pages() {
      if (!readHeader() || !isPresent(1)) return 0;
      let present = 1;
      while (isPresent(present * 2)) present *= 2;
      for (let step = present / 2; step >= 1; step /= 2) if (isPresent(present + step)) present += step;
      return present;
    },
    generation: () => (readHeader() ? header.toString("hex", 16, 24) : ""),
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
