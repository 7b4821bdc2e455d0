import { LibsqlError } from "@libsql/core/api";
import { BUSY_LIMIT_MS, type BusyPolicy, backoffMs } from "./busy.ts";
import type { Connection } from "./connection.ts";
import { databaseBusy, isBusyError, isConstraintViolation } from "./errors.ts";

/** A group never grows beyond this, so that one commit stays short and the event loop breathes. */
const GROUP_UNITS = 500;
const GROUP_MS = 4;

/** Work that is done in one go inside a shared transaction. It may run again when a neighbour spoils the transaction. */
interface Unit {
  work: ((connection: Connection) => unknown) | undefined;
  /** Runs in a transaction of its own. */
  alone: boolean;
  enqueuedAtMs: number;
  value: unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Given to whoever holds the writer for itself. Calling it again does nothing. */
export type Release = () => void;

export interface WriteQueueOptions {
  connection: Connection;
  busy: BusyPolicy;
  /** Called after a commit, before anybody hears of it. */
  onCommit(units: number): void;
  /** Called between transactions, when the writer is free. */
  onIdleWriter(): void;
}

export interface WriteQueue {
  /**
   * Runs `work` in a transaction, shared with its neighbours in the queue unless `alone`; resolves after the commit.
   * Work that throws leaves nothing behind, and leaves its neighbours alone.
   */
  submit<T>(work: (connection: Connection) => T, options?: { alone?: boolean }): Promise<T>;
  /** Waits for the turn and hands out the writer, outside any transaction, until released. */
  hold(): Promise<Release>;
  depth(): number;
  /** Refuses everything to come, and resolves when nothing is queued or running. */
  drain(): Promise<void>;
  /** Refuses everything queued and everything to come. */
  close(): void;
}

export function createWriteQueue({ connection, busy, onCommit, onIdleWriter }: WriteQueueOptions): WriteQueue {
  const { clock } = busy;
  const queue: Unit[] = [];
  let pumping = false;
  let draining = false;
  let closed = false;
  let idleWaiters: (() => void)[] = [];

  function enqueue(work: Unit["work"], alone: boolean): Promise<unknown> {
    if (draining) return Promise.reject(clientClosed());
    return new Promise((resolve, reject) => {
      queue.push({ work, alone, enqueuedAtMs: clock.monotonicMs(), value: undefined, resolve, reject });
      if (pumping) return;
      pumping = true;
      // Not at once: whatever else this turn writes can share the commit.
      queueMicrotask(pump);
    });
  }

  async function pump(): Promise<void> {
    for (let head = queue[0]; head !== undefined && !closed; head = queue[0]) {
      if (head.work === undefined) await lend(head);
      else await commitGroup();
      // A turn of the event loop between commits: awaiting a settled promise would starve timers and sockets.
      await nextTurn();
      if (!closed) onIdleWriter();
    }
    pumping = false;
    for (const resolve of idleWaiters) resolve();
    idleWaiters = [];
  }

  function lend(unit: Unit): Promise<void> {
    queue.shift();
    return new Promise((resolve) => unit.resolve(resolve));
  }

  async function commitGroup(): Promise<void> {
    if (!(await begin())) return;
    const startedAtMs = clock.monotonicMs();
    const shared = queue[0]?.alone === false && isShareable(queue[1]);
    const done: Unit[] = [];
    do {
      const unit = queue.shift() as Unit;
      if (runUnit(unit, shared)) done.push(unit);
      if (!connection.inTransaction()) {
        // SQLite rolled everything back with the failing unit: the others run again, in their order.
        queue.unshift(...done);
        return;
      }
    } while (
      shared &&
      isShareable(queue[0]) &&
      done.length < GROUP_UNITS &&
      clock.monotonicMs() - startedAtMs < GROUP_MS
    );
    commit(done);
  }

  /** Opens the transaction, waiting for other processes; units that waited too long are refused. False when none is left. */
  async function begin(): Promise<boolean> {
    const startedAtMs = clock.monotonicMs();
    for (let tries = 0; ; tries++) {
      const head = queue[0];
      if (closed || head === undefined) return false;
      // A holder's turn may come when the units before it have given up.
      if (head.work === undefined) return false;
      try {
        connection.exec("BEGIN IMMEDIATE");
        return true;
      } catch (error) {
        if (!isBusyError(error)) {
          queue.shift();
          head.reject(error);
          return false;
        }
        const now = clock.monotonicMs();
        while (queue[0]?.work && now - Math.max(queue[0].enqueuedAtMs, startedAtMs) >= BUSY_LIMIT_MS) {
          queue.shift()?.reject(databaseBusy(error));
        }
        if (queue[0]?.work === undefined) return false;
        busy.onWait();
        await clock.sleep(backoffMs(tries, busy.random));
      }
    }
  }

  /** Whether the unit went through. When not, it is rejected, and its changes are undone. */
  function runUnit(unit: Unit, shared: boolean): boolean {
    try {
      if (shared) connection.exec("SAVEPOINT unit");
      unit.value = unit.work?.(connection);
      if (shared) connection.exec("RELEASE unit");
      return true;
    } catch (error) {
      if (connection.inTransaction()) undo(shared);
      unit.reject(error);
      return false;
    }
  }

  function undo(shared: boolean) {
    if (!shared) return rollBack(connection);
    try {
      connection.exec("ROLLBACK TO unit; RELEASE unit");
    } catch {
      rollBack(connection);
    }
  }

  function commit(done: Unit[]) {
    if (done.length === 0) return rollBack(connection);
    try {
      connection.exec("COMMIT");
    } catch (error) {
      rollBack(connection);
      if (done.length > 1 && isConstraintViolation(error)) {
        // A deferred foreign key fails only here. Alone, each unit answers for itself.
        for (const unit of done) unit.alone = true;
        queue.unshift(...done);
      } else for (const unit of done) unit.reject(error);
      return;
    }
    onCommit(done.length);
    for (const unit of done) unit.resolve(unit.value);
  }

  return {
    submit: <T>(work: (connection: Connection) => T, { alone = false } = {}) => enqueue(work, alone) as Promise<T>,
    hold: () => enqueue(undefined, true) as Promise<Release>,
    depth: () => queue.length,
    drain() {
      draining = true;
      return pumping ? new Promise((resolve) => idleWaiters.push(resolve)) : Promise.resolve();
    },
    close() {
      draining = true;
      closed = true;
      for (const unit of queue.splice(0)) unit.reject(clientClosed());
    },
  };
}

/** Ends the transaction, if there is one. Should even that fail, the next BEGIN says so to whoever comes next. */
export function rollBack(connection: Connection): void {
  try {
    if (connection.inTransaction()) connection.exec("ROLLBACK");
  } catch {
    // Nothing more can be done here.
  }
}

const isShareable = (unit: Unit | undefined): boolean => unit?.work !== undefined && !unit.alone;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const clientClosed = (): LibsqlError => new LibsqlError("The client is closed", "CLIENT_CLOSED");
