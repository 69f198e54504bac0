// Plays a stream with the library yellowstone and writes what it gives to the standard output until there were enough pictures.
// Arguments: URL, user, password, h264 or h265, tcp or udp, number of pictures, first port for UDP. NODE_PATH says where the library is.
// From version 3 on that is the library's own file of NAL units; before, packets: length (32 bits), marker (8 bits), payload.
"use strict";

const yellowstone = require("yellowstone");

const [url, user, password, codec, connection, pictures, port] = process.argv.slice(2);
const before3 = yellowstone.RTSPClient === undefined;
const client = new (before3 ? yellowstone.RtspClient : yellowstone.RTSPClient)(user, password);
let left = Number(pictures);

function count(channel, data, packet) {
  if (before3) {
    // These versions cut four bytes too many off the front.
    const payload = Buffer.from(data.buffer, data.byteOffset - 4, data.length + 4);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(payload.length);
    head[4] = packet.marker;
    process.stdout.write(Buffer.concat([head, payload]));
  }
  left -= packet.marker;
  if (left === 0) process.stdout.write("", () => process.exit(0));
}

async function main() {
  client._nextFreeUDPPort = Number(port);
  const details = await client.connect(url, { keepAlive: false, connection });
  if (!before3) {
    const Transport = { h264: yellowstone.H264Transport, h265: yellowstone.H265Transport }[codec];
    new Transport(client, process.stdout, details[0]);
  }
  client.on("data", count);
  await client.play();
}

main();
