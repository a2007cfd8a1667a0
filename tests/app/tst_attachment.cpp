// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/adapter.h"
#include "app/providers/bulk.h"
#include "app/routing/attachment.h"
#include "app/routing/runparameters.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <malloc.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Crossroads;
using namespace Qt::StringLiterals;

static constexpr qint64 mebibyte = 1024 * 1024;

/// A file on its way into a request: how it is read, what the request's body holds of it, what that weighs.
class TestAttachment : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString file(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(name);
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
            qFatal("the file can not be written");
        return path;
    }

    static QByteArray noise(qsizetype size)
    {
        QByteArray bytes(size, Qt::Uninitialized);
        QRandomGenerator random(7);
        for (char &c : bytes)
            c = char(random.bounded(256));
        return bytes;
    }

    static Vendor vendor()
    {
        Vendor vendor;
        vendor.slug = vendor.name = u"test"_s;
        return vendor;
    }

    static ChatRequest asking(const QString &words, const ContentPart &part)
    {
        ChatRequest request;
        request.model = u"m"_s;
        request.maxTokens = 100;
        request.capabilities.imageInput = request.capabilities.pdfInput = true;
        request.messages = {ChatMessage::ofText(ChatMessage::Role::User, words)};
        request.messages.first().parts.append(part);
        return request;
    }

    static ContentPart picture(const QByteArray &bytes)
    {
        ContentPart part;
        part.kind = ContentPart::Kind::Image;
        part.mimeType = "image/png";
        part.bytes = bytes;
        return part;
    }

    /// Every string in \p value, the long ones among them.
    static void gather(const QJsonValue &value, QStringList &texts)
    {
        if (value.isString())
            texts.append(value.toString());
        const QJsonArray array = value.toArray();
        for (const QJsonValue &one : array)
            gather(one, texts);
        const QJsonObject object = value.toObject();
        for (const QJsonValue &one : object)
            gather(one, texts);
    }

    static QStringList textsOf(const QByteArray &body)
    {
        QStringList texts;
        gather(QJsonDocument::fromJson(body).object(), texts);
        return texts;
    }

    static qint64 statusKib(const char *field)
    {
        QFile status(u"/proc/self/status"_s);
        if (!status.open(QIODevice::ReadOnly))
            return -1;
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith(field))
                return line.mid(qsizetype(qstrlen(field))).trimmed().split(' ').first().toLongLong();
        }
        return -1;
    }

    /// How far \p work takes the memory of a process of its own beyond what that has, in MiB.
    template<typename Work>
    static qint64 peakOf(Work work)
    {
        int ends[2];
        if (::pipe(ends) != 0)
            return -1;
        const pid_t child = ::fork();
        if (child == 0) {
            ::malloc_trim(0); // what the test itself has freed is not to be used again
            const qint64 before = statusKib("VmRSS:");
            work();
            const qint64 grown = (statusKib("VmHWM:") - before) / 1024;
            ::_exit(::write(ends[1], &grown, sizeof grown) == sizeof grown ? 0 : 1);
        }
        ::close(ends[1]);
        qint64 grown = -1;
        if (::read(ends[0], &grown, sizeof grown) != sizeof grown)
            grown = -1;
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        return status == 0 ? grown : -1;
    }

    static void addWires()
    {
        QTest::addColumn<Wire>("wire");
        QTest::newRow("OpenAI") << Wire::OpenAi;
        QTest::newRow("Anthropic") << Wire::Anthropic;
        QTest::newRow("Gemini") << Wire::Gemini;
        QTest::newRow("Ollama") << Wire::Ollama;
    }

private Q_SLOTS:
    void whatIsNoFileIsRefused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("why");
        QTest::newRow("it has gone") << m_folder.filePath(u"gone.png"_s) << u"cannot be read"_s;
        QTest::newRow("a link that leads nowhere") << m_folder.filePath(u"link.png"_s) << u"cannot be read"_s;
        QTest::newRow("a folder") << m_folder.path() << u"is a folder"_s;
        QTest::newRow("a pipe that nobody writes to") << m_folder.filePath(u"pipe.txt"_s) << u"a pipe"_s;
        QTest::newRow("a socket") << m_folder.filePath(u"socket"_s) << u"is no file"_s;
        QTest::newRow("a device without an end") << u"/dev/zero"_s << u"is no file"_s;
        QTest::newRow("a file whose reading fails") << u"/proc/self/mem"_s << u"cannot be read"_s;
        QTest::newRow("a file of a tebibyte")
            << m_folder.filePath(u"huge.pdf"_s) << u"is larger than 20 MiB"_s;
        QTest::newRow("one byte too many") << m_folder.filePath(u"more.pdf"_s) << u"is larger than 20 MiB"_s;
        QTest::newRow("nothing in it") << file(u"empty.txt"_s, {}) << u"is empty"_s;
        QTest::newRow("a program") << file(u"a.bin"_s, QByteArray("\x7f\x45LF\0\xff\xfe", 7))
                                   << u"is no picture"_s;
        QTest::newRow("text that is not UTF-8") << file(u"a.txt"_s, "caf\xe9 au lait") << u"is no picture"_s;
        QTest::newRow("nothing was named") << QString() << u"cannot be read"_s;
    }
    void whatIsNoFileIsRefused()
    {
        QFETCH(QString, path);
        QFETCH(QString, why);
        QLocale::setDefault(QLocale::c());
        QFile::link(m_folder.filePath(u"nowhere"_s), m_folder.filePath(u"link.png"_s));
        ::mkfifo(QFile::encodeName(m_folder.filePath(u"pipe.txt"_s)).constData(), 0600);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QByteArray socketPath = QFile::encodeName(m_folder.filePath(u"socket"_s));
        qstrncpy(address.sun_path, socketPath.constData(), sizeof address.sun_path);
        const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
        (void)::bind(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address);
        ::close(socket);
        for (const auto &[name, size] : {std::pair(u"huge.pdf"_s, mebibyte * mebibyte),
                                         std::pair(u"more.pdf"_s, mostAttachmentBytes + 1)}) {
            QFile big(m_folder.filePath(name));
            QVERIFY(big.open(QIODevice::WriteOnly) && big.resize(size));
        }
        const auto part = attachmentFromFile(path);
        QVERIFY(!part);
        QCOMPARE(part.error().kind, ErrorKind::WrongUse);
        QVERIFY2(part.error().message.contains(why), qPrintable(part.error().message));
    }

    void filesAreReadWhole_data()
    {
        QTest::addColumn<qint64>("size");
        for (const qint64 size : {qint64(12), 256 * qint64(1024) - 1, 256 * qint64(1024),
                                  256 * qint64(1024) + 1, mostAttachmentBytes})
            QTest::addRow("%lld bytes", size) << size;
    }
    void filesAreReadWhole()
    {
        QFETCH(qint64, size);
        const QByteArray bytes = QByteArray("%PDF-1.7\n", 9) + noise(qsizetype(size) - 9);
        AttachmentProgress progress;
        const auto part = attachmentFromFile(file(u"a.pdf"_s, bytes), &progress);
        QVERIFY(part);
        QVERIFY(part->bytes == bytes);
        QCOMPARE(progress.read.load(), size);
        QCOMPARE(progress.size.load(), size);
    }

    /// The kernel's files have no size until they are read.
    void aFileWithoutASizeIsReadToItsEnd()
    {
        const auto part = attachmentFromFile(u"/proc/self/status"_s);
        QVERIFY(part);
        QVERIFY(part->text.contains(u"VmHWM"_s));
    }

    void readingIsStopped()
    {
        AttachmentProgress progress;
        progress.stopped = true;
        const auto part = attachmentFromFile(file(u"a.txt"_s, "words"), &progress);
        QVERIFY(!part);
        QCOMPARE(part.error().kind, ErrorKind::Cancelled);
    }

    void aBodyHoldsWhatWasAttached_data()
    {
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<ContentPart>("part");
        ContentPart text;
        for (const auto &[name, words] :
             {std::pair("short text", u"a \"quoted\" word"_s),
              std::pair(
                  "long text with all that JSON escapes",
                  QString(u"\"quoted\" \\ \n\t\r\b\u0001 \u007f \u2028 \U0001F600 漢 "_s).repeated(4'000)),
              std::pair("a pair at every border", QString(u"\U0001F600"_s).repeated(70'000)),
              std::pair("the same, one off", u"x"_s + QString(u"\U0001F600"_s).repeated(70'000))}) {
            text.text = words;
            for (const auto &[wireName, wire] :
                 {std::pair("OpenAI", Wire::OpenAi), std::pair("Anthropic", Wire::Anthropic),
                  std::pair("Gemini", Wire::Gemini), std::pair("Ollama", Wire::Ollama)})
                QTest::addRow("%s, %s", name, wireName) << wire << text;
        }
        for (const int size : {1, 2, 3, 48 * 1024 - 1, 48 * 1024, 48 * 1024 + 1, 200'000}) {
            for (const auto &[wireName, wire] :
                 {std::pair("OpenAI", Wire::OpenAi), std::pair("Anthropic", Wire::Anthropic),
                  std::pair("Gemini", Wire::Gemini), std::pair("Ollama", Wire::Ollama)})
                QTest::addRow("a picture of %d bytes, %s", size, wireName) << wire << picture(noise(size));
        }
    }
    void aBodyHoldsWhatWasAttached()
    {
        QFETCH(Wire, wire);
        QFETCH(ContentPart, part);
        const auto encoded = adapterFor(wire)->encode(asking(u"look: "_s, part), vendor());
        QVERIFY(encoded);
        QJsonParseError error;
        (void)QJsonDocument::fromJson(encoded->body, &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
        const QString expected =
            part.bytes.isEmpty() ? part.text : QString::fromLatin1(part.bytes.toBase64());
        const QStringList texts = textsOf(encoded->body);
        QVERIFY(std::ranges::any_of(texts, [&](const QString &text) { return text.endsWith(expected); }));
    }

    void aBodyIsWrittenIntoMemoryOfItsSize()
    {
        Bulk bulk;
        const QByteArray json = "{\"a\":\"" + bulk.base64(noise(300'001)).toUtf8() + "\",\"b\":\"" +
                                bulk.text(QString(u"\"é\n"_s).repeated(20'000)).toUtf8() + "\"}";
        const QByteArray body = bulk.body(json);
        QVERIFY2(body.capacity() - body.size() < 64,
                 qPrintable(QString::number(body.capacity() - body.size())));
    }

    /// A mark that is known from an earlier request must not let a file into a later one.
    void noTextCanNameAFile()
    {
        Bulk first;
        const QString known = first.base64("secret");
        Bulk second;
        const QString mark = second.base64("other");
        QVERIFY(known != mark);
        QCOMPARE(second.body(known.toUtf8()), known.toUtf8());
        const QByteArray cut = mark.toUtf8().chopped(1); // whatever it is, it is no mark
        QCOMPARE(second.body(cut), cut);
    }

    void twentyMebibytesCostTwoCopies_data() { addWires(); }
    void twentyMebibytesCostTwoCopies()
    {
        QFETCH(Wire, wire);
        const QString path =
            file(u"large.png"_s, QByteArray("\x89PNG\r\n\x1a\n", 8) + noise(20 * mebibyte - 8));
        (void)attachmentFromFile(file(u"small.png"_s, QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)));
        const Vendor to = vendor();
        const qint64 peak = peakOf([&] {
            const auto part = attachmentFromFile(path);
            const auto encoded = adapterFor(wire)->encode(asking(u"look"_s, *part), to);
            if (!encoded || encoded->body.size() < 26 * mebibyte)
                ::_exit(2);
        });
        QVERIFY(peak >= 0);
        // The file, and its Base64 in the body.
        QVERIFY2(peak >= 40 && peak < 20 + 27 + 8, qPrintable(u"%1 MiB"_s.arg(peak)));
    }

    void lanesShareTheFile()
    {
        const ContentPart part = picture(noise(20 * mebibyte));
        const qint64 peak = peakOf([&] {
            QList<ChatRequest> lanes;
            for (int i = 0; i < 16; ++i)
                lanes.append(asking(u"lane %1"_s.arg(i), part));
            if (lanes.last().messages.first().parts.last().bytes.constData() != part.bytes.constData())
                ::_exit(2);
        });
        QVERIFY2(peak >= 0 && peak < 4, qPrintable(u"%1 MiB"_s.arg(peak)));
    }

    void aRunRemembersItsFiles()
    {
        const ContentPart part = picture(noise(300'000));
        ContentPart text;
        text.text = QString(u"words \"in\" a file\n"_s).repeated(5'000);
        for (const bool strict : {false, true}) {
            ChatRequest asked, read;
            asked.strict = strict;
            QList<ContentPart> attachments;
            readParameters(parametersText(asked, {part, text}), read, attachments);
            QCOMPARE(attachments.size(), 2);
            QVERIFY(attachments[0].bytes == part.bytes);
            QVERIFY(attachments[1].text == text.text);
            QCOMPARE(read.strict, strict);
        }
    }
};

Q_DECLARE_METATYPE(Crossroads::Wire)
Q_DECLARE_METATYPE(Crossroads::ContentPart)

QTEST_GUILESS_MAIN(TestAttachment)
#include "tst_attachment.moc"
