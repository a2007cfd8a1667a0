// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/contentdecoder.h"

#include <QTest>

#include <zlib.h>

using namespace Crossroads;
using Trouble = ContentDecoder::Trouble;

Q_DECLARE_METATYPE(ContentDecoder::Trouble)

namespace {
const QByteArray body = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello, packed world. Hello "
                        "again.\"}}]}\n\ndata: [DONE]\n\n";

enum Bits { Bare = -15, Framed = 15, Gzip = 31 };

/// \param flushAt where a server flushes, so that what is there can be read.
QByteArray packed(const QByteArray &bytes, int bits, const QList<qsizetype> &flushAt = {}, bool ended = true)
{
    z_stream stream = {};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
    QByteArray out(qsizetype(deflateBound(&stream, uLong(bytes.size()))) + 64, '\0');
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    qsizetype from = 0;
    for (const qsizetype at : flushAt + QList<qsizetype>{bytes.size()}) {
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data() + from));
        stream.avail_in = uInt(at - from);
        deflate(&stream, at == bytes.size() && ended ? Z_FINISH : Z_SYNC_FLUSH);
        from = at;
    }
    out.truncate(out.size() - qsizetype(stream.avail_out));
    deflateEnd(&stream);
    return out;
}

QByteArray brotli()
{
    return QByteArray::fromBase64(
        "G1wAQJwFdsP1otnE4bCJzcmD37XIHtnWVOjqax0QEbop4hLmARf9pDhaiTqew+eRlId7A1Cld2OJ"
        "dSeiYPgq5lDxdDhp5f3yzf/a98MO");
}

QByteArray zstd()
{
    return QByteArray::fromBase64(
        "KLUv/SRdvQIAgoUTGYCpbVNRgN+OxhBlmy0QjolpTDeE0uRi2gNmSGBAAByH36fZQtZyQckLvyt5"
        "EmlxqQdzxBnpHBUYvUgXJWOF/h5NqwOtUJMkg7E6/D4DAQCMwoQCSLnODw==");
}

struct Unpacked
{
    QByteArray bytes;
    Trouble trouble = Trouble::None;
    bool whole = false;
};

Unpacked unpack(const QByteArray &named, const QList<QByteArray> &pieces,
                qint64 most = ContentDecoder::mostUnpacked)
{
    Unpacked result;
    ContentDecoder decoder(named, most);
    const auto sink = [&](const QByteArray &bytes) {
        result.bytes += bytes;
        return true;
    };
    for (const QByteArray &piece : pieces)
        decoder.feed(piece, sink);
    result.trouble = decoder.finish(sink);
    result.whole = decoder.isWhole();
    return result;
}
} // namespace

class TestContentDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bodies_data()
    {
        QTest::addColumn<QByteArray>("named");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        QTest::addColumn<Trouble>("trouble");
        QTest::addColumn<bool>("whole");
        const auto fine = [](const char *name, const QByteArray &named, const QByteArray &bytes,
                             const QByteArray &expected = body) {
            QTest::newRow(name) << named << bytes << expected << Trouble::None << true;
        };
        const QByteArray gzip = packed(body, Gzip), text = "{\"error\":\"no\"}";
        fine("nothing is packed", "", body);
        fine("an empty body is whole", "", "", "");
        fine("an empty body that is called packed is whole", "gzip", "", "");
        fine("identity is nothing", "identity", body);
        fine("gzip", "gzip", gzip);
        fine("gzip by its old name", "x-gzip", gzip);
        fine("gzip in capitals, among empty names", " , GZIP ,", gzip);
        fine("gzip that nobody named", "", gzip);
        fine("gzip that is called identity", "identity", gzip);
        fine("gzip that is called deflate", "deflate", gzip);
        fine("gzip that is called something unknown", "lz77", gzip);
        fine("gzip of nothing", "gzip", packed("", Gzip), "");
        fine("gzip flushed per event", "gzip", packed(body, Gzip, {20, 40, 60}));
        fine("gzip of several members", "gzip", packed("data: a\n", Gzip) + packed("data: b\n", Gzip),
             "data: a\ndata: b\n");
        fine("gzip with something behind it", "gzip", gzip + QByteArray("\0\0\0rest", 7));
        fine("gzip with half a magic number behind it", "gzip", gzip + "\x1f\x8bxx");
        fine("deflate with a frame", "deflate", packed(body, Framed));
        fine("deflate without one", "deflate", packed(body, Bare));
        fine("deflate with a frame that nobody named", "", packed(body, Framed));
        fine("deflate that is called gzip", "gzip", packed(body, Framed));
        fine("gzip in gzip", "gzip, gzip", packed(gzip, Gzip));
        fine("gzip in gzip, told once", "gzip", packed(gzip, Gzip));
        fine("gzip once, told twice", "gzip, gzip", gzip);
        fine("deflate in gzip", "deflate,gzip", packed(packed(body, Bare), Gzip));
        fine("plain text that is called gzip", "gzip", body);
        fine("plain text that is called deflate", "deflate", body);
        fine("plain text that is called br", "br", body);
        fine("plain text that is called zstd", "zstd", body);
        fine("plain text that is called something unknown", "utf-8", body);
        fine("a short text that is called gzip", "gzip", text, text);
        fine("text beyond ASCII that is called gzip", "gzip", "日本語", "日本語");
        fine("a text that begins like a mark", "", "x = (1)", "x = (1)");
        fine("a text of one letter that begins like a mark", "", "x", "x");
#ifdef CROSSROADS_BROTLI
        fine("br", "br", brotli());
        QTest::newRow("br that breaks off")
            << QByteArray("br") << brotli().chopped(20) << QByteArray() << Trouble::None << false;
#endif
#ifdef CROSSROADS_ZSTD
        fine("zstd", "zstd", zstd());
        fine("zstd that nobody named", "", zstd());
        fine("zstd of two frames", "zstd", zstd() + zstd(), body + body);
        fine("zstd with something behind it", "zstd", zstd() + "rest of it");
        QTest::newRow("zstd that breaks off")
            << QByteArray("zstd") << zstd().chopped(20) << QByteArray() << Trouble::None << false;
#endif
        QTest::newRow("gzip without its end, flushed")
            << QByteArray("gzip") << packed(body, Gzip, {}, false) << body << Trouble::None << false;
        QTest::newRow("gzip without the last byte of its check")
            << QByteArray("gzip") << gzip.chopped(1) << body << Trouble::None << false;
        const auto trouble = [](const char *name, const QByteArray &named, const QByteArray &bytes,
                                Trouble kind) {
            QTest::newRow(name) << named << bytes << QByteArray() << kind << false;
        };
        QByteArray wrong = gzip;
        wrong[wrong.size() - 5] = char(wrong[wrong.size() - 5] ^ 1);
        QTest::newRow("gzip with a wrong check")
            << QByteArray("gzip") << wrong << body << Trouble::Damaged << false;
        trouble("something binary that is called gzip", "gzip", "\x01\x02\x03\x04\x05", Trouble::Damaged);
        trouble("something binary that is called zstd", "zstd", "\x01\x02\x03\x04\x05", Trouble::Damaged);
        trouble("a coding that nobody knows", "compress", "\x1f\x9d\x90\x64\x01\x02", Trouble::Unknown);
        trouble("six codings", "gzip,gzip,gzip,gzip,gzip,gzip", gzip, Trouble::Unknown);
    }

    void bodies()
    {
        QFETCH(QByteArray, named);
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, expected);
        QFETCH(Trouble, trouble);
        QFETCH(bool, whole);
        QList<QList<QByteArray>> cuts{{bytes}, {}};
        for (const char c : bytes)
            cuts[1].append(QByteArray(1, c));
        for (qsizetype at = 1; at < bytes.size(); ++at)
            cuts.append(QList<QByteArray>{bytes.first(at), bytes.sliced(at)});
        for (const auto &pieces : std::as_const(cuts)) {
            const Unpacked result = unpack(named, pieces);
            QCOMPARE(result.trouble, trouble);
            QCOMPARE(result.whole, whole);
            if (!expected.isEmpty() || whole)
                QCOMPARE(result.bytes, expected);
            else
                QVERIFY(body.startsWith(result.bytes));
        }
    }

    void aFlushedPieceComesOutAtOnce()
    {
        const QByteArray first = "data: one\n\n", second = "data: two\n\n";
        const QByteArray start = packed(first, Gzip, {}, false);
        const QByteArray all = packed(first + second, Gzip, {first.size()});
        QVERIFY(all.startsWith(start));
        for (const bool named : {true, false}) {
            ContentDecoder decoder(named ? "gzip" : "");
            QByteArray out;
            const auto sink = [&](const QByteArray &bytes) {
                out += bytes;
                return true;
            };
            decoder.feed(start, sink);
            QCOMPARE(out, first);
            decoder.feed(all.sliced(start.size()), sink);
            QCOMPARE(out, first + second);
        }
    }

    void aBombEndsAtTheLimit()
    {
        const QByteArray zeros(8 * 1024 * 1024, '\0');
        const QByteArray once = packed(zeros, Gzip), twice = packed(once, Gzip);
        constexpr qint64 most = 1024 * 1024;
        const QList<std::pair<QByteArray, QByteArray>> bombs{
            {"gzip", once}, {"", once}, {"gzip, gzip", twice}, {"gzip", twice}};
        for (const auto &[named, bytes] : bombs) {
            const Unpacked result = unpack(named, {bytes}, most);
            QCOMPARE(result.trouble, Trouble::TooLong);
            QVERIFY(result.bytes.size() <= most);
        }
        // Layers within layers count, too, where nothing comes out of them.
        QByteArray hidden = packed("x", Gzip) + zeros;
        QCOMPARE(unpack("gzip, gzip", {packed(hidden, Gzip)}, most).trouble, Trouble::TooLong);
    }

    void whoeverHasEnoughIsGivenNoMore()
    {
        const QByteArray bytes = packed(QByteArray(1024 * 1024, 'a'), Gzip);
        ContentDecoder decoder("gzip");
        int pieces = 0;
        const auto refuse = [&](const QByteArray &) {
            ++pieces;
            return false;
        };
        QCOMPARE(decoder.feed(bytes, refuse), Trouble::None);
        QCOMPARE(decoder.feed(bytes, refuse), Trouble::None);
        QCOMPARE(pieces, 1);
    }

    void itIsPlainAfterItsFirstBytes()
    {
        ContentDecoder decoder("");
        const auto take = [](const QByteArray &) { return true; };
        QVERIFY(!decoder.isPlain());
        decoder.feed("d", take);
        QVERIFY(decoder.isPlain());
    }

    void namesAreShownInPrintableLettersAlone()
    {
        QCOMPARE(ContentDecoder("gz\x01\xffip").encodings(), QByteArray("gz??ip"));
        QVERIFY(ContentDecoder(QByteArray(5000, 'a')).encodings().size() < 100);
    }
};

QTEST_GUILESS_MAIN(TestContentDecoder)
#include "tst_contentdecoder.moc"
