// Bytes that come in pieces, up to a limit.

/** Bytes in the MiB in which `sizeLimit` of a server is given. */
export const mebibyte = 2 ** 20;

/** MiB: the largest answer or file that is read where no other limit is set. */
export const defaultSizeLimit = 256;

/** Bytes of one block. */
const blockSize = 64 * 1024;

/**
 * Collects pieces in blocks. A piece is copied: each one that is stored as it came costs a hundred
 * bytes and more, so that a peer that sends one byte at a time would take a hundred times the
 * limit.
 */
export class BoundedBytes {
  private readonly blocks: Buffer[] = [];
  private length = 0;

  constructor(private readonly maxBytes: number) {}

  /**
   * Adds a piece and returns true, or returns false and adds nothing where the limit would be
   * passed.
   */
  add(piece: Buffer): boolean {
    if (this.length + piece.length > this.maxBytes) return false;
    for (let copied = 0; copied < piece.length; ) {
      const used = this.length % blockSize;
      if (used === 0) this.blocks.push(Buffer.allocUnsafe(blockSize));
      const count = piece.copy(this.blocks.at(-1)!, used, copied);
      copied += count;
      this.length += count;
    }
    return true;
  }

  /** Returns all bytes and forgets them. */
  take(): Buffer {
    const bytes = Buffer.concat(this.blocks, this.length);
    this.clear();
    return bytes;
  }

  /** Forgets all bytes. */
  clear(): void {
    this.blocks.length = 0;
    this.length = 0;
  }
}
