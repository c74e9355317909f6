import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import oracledb from 'oracledb';
import { describe, expect, it } from 'vitest';
import { seededRandom, type SeededRandom } from '#lab/seeded-random.ts';
import { insertRow, openWithTable, type TestListener, type TestSession } from './open-listener.ts';

const log = 'line ö 😀\n'.repeat(20_000);

async function exercise(session: TestSession): Promise<void> {
  for (const database of ['a', 'b', 'c']) await insertRow(session, database);
  await session.run("insert into restoreaction (id, db_unique_name, start_time, logfilecontents) values (9, 'd', sysdate, :1)", [log]);
  await session.connection.commit();

  const fetchInfo = { LOGFILECONTENTS: { type: oracledb.STRING } };
  const rows = await session.rows('select db_unique_name, logfilecontents from restoreaction order by id', [], { fetchInfo });
  await expect(session.run('select nothing from dual')).rejects.toThrow('ORA-00904');

  expect(rows.map(([name, contents]) => [name, contents === log])).toEqual([['a', false], ['b', false], ['c', false], ['d', true]]);
}

it.each([512, 777, 8192, 65_535, 2_097_152])('packets may have up to %i bytes', async (sdu) => {
  await using listener = await openWithTable({ sdu });

  await exercise(listener.session);
});

it('TCP may deliver a few bytes at a time', async () => {
  await using listener = await openWithTable({ sdu: 512 });
  await using proxy = await choppingProxy(listener);
  await using session = await listener.connect({ connectString: `127.0.0.1:${proxy.port}/autorestore` });

  await session.run("insert into restoreaction (id, db_unique_name, start_time, logfilecontents) values (9, 'd', sysdate, :1)", [log.slice(0, 5000)]);
  const [[contents, database] = []] = await session.rows('select logfilecontents, db_unique_name from restoreaction');

  expect(database).toBe('d');
  expect(await (contents as oracledb.Lob).getData()).toBe(log.slice(0, 5000));
});

describe('the listener', () => {
  it.each(['GET / HTTP/1.1\r\n\r\n', '\0\0\0\0\0\0\0\0', '\0\x0a\0\0\x01\0\0\0\x01\x3d'])('lets nobody in who sends %j', async (bytes) => {
    await using listener = await openWithTable();

    const answer = await new Promise<string>((resolve) => {
      const socket = connect(listener.port, '127.0.0.1', () => socket.end(bytes));
      let received = '';
      socket.on('data', (piece) => {
        received += piece.toString();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(received));
    });

    expect(answer).toBe('');
    expect(await listener.session.rows('select 1 from dual')).toEqual([[1]]);
  });
});

/** Hands on what both sides send in pieces of 1 to 40 bytes. */
async function choppingProxy(listener: TestListener): Promise<{ readonly port: number } & AsyncDisposable> {
  const random = seededRandom(3);
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: listener.port, host: '127.0.0.1', noDelay: true });
    sockets.push(client, upstream);
    void chop(client, upstream, random);
    void chop(upstream, client, random);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

async function chop(from: Socket, to: Socket, random: SeededRandom): Promise<void> {
  try {
    for await (const chunk of from) {
      for (let rest = chunk as Buffer; rest.length > 0;) {
        const length = 1 + random.below(40);
        const piece = rest.subarray(0, length);
        rest = rest.subarray(length);
        await new Promise<void>((resolve) => {
          to.write(piece, () => resolve());
        });
      }
    }
    to.end();
  } catch {
    to.destroy();
  }
}
