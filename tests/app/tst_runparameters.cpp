// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/attachment.h"
#include "app/routing/runparameters.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// What a prompt carries besides its words: read from files, kept with the run.
class TestRunParameters : public QObject
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

private Q_SLOTS:
    void everythingAskedForComesBack()
    {
        ChatRequest asked;
        asked.topP = 0.5;
        asked.topK = 7;
        asked.frequencyPenalty = -0.5;
        asked.presencePenalty = 1;
        asked.stop = {u"END"_s, u"漢"_s};
        asked.seed = 42;
        asked.reasoning.effort = ReasoningEffort::XHigh;
        asked.format = {.kind = ResponseFormat::Kind::JsonSchema,
                        .name = u"answer"_s,
                        .schema = {{u"type"_s, u"object"_s}},
                        .strict = false};
        asked.tools = {{.name = u"look"_s,
                        .description = u"Looks"_s,
                        .parameters = {{u"type"_s, u"object"_s}},
                        .strict = true}};
        asked.toolChoice = {ToolChoice::Mode::Named, u"look"_s};
        asked.systemCacheMark = true;
        asked.strict = true;
        const ContentPart picture = attachmentFromPng(QByteArray("\x89PNG\0", 5));
        const QString text = parametersText(asked, {picture});
        ChatRequest read;
        QList<ContentPart> attachments;
        readParameters(text, read, attachments);
        QCOMPARE(read.topP, asked.topP);
        QCOMPARE(read.topK, asked.topK);
        QCOMPARE(read.frequencyPenalty, asked.frequencyPenalty);
        QCOMPARE(read.presencePenalty, asked.presencePenalty);
        QCOMPARE(read.stop, asked.stop);
        QCOMPARE(read.seed, asked.seed);
        QVERIFY(read.reasoning == asked.reasoning);
        QVERIFY(read.format == asked.format);
        QVERIFY(read.tools == asked.tools);
        QVERIFY(read.toolChoice == asked.toolChoice);
        QVERIFY(read.systemCacheMark && read.strict);
        QCOMPARE(read, asked);
        QCOMPARE(attachments.size(), 1);
        QCOMPARE(attachments[0].bytes, picture.bytes);
        QCOMPARE(attachments[0].mimeType, QByteArray("image/png"));
    }

    void nothingAskedForIsEmpty()
    {
        QCOMPARE(parametersText({}, {}), QString());
        ChatRequest read;
        QList<ContentPart> attachments;
        readParameters(u"{damaged"_s, read, attachments);
        QCOMPARE(read, ChatRequest());
        QVERIFY(attachments.isEmpty());
    }

    void filesAreAttachedAsWhatTheyAre()
    {
        const auto picture =
            attachmentFromFile(file(u"a.png"_s, QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)));
        QVERIFY(picture);
        QVERIFY(picture->kind == ContentPart::Kind::Image);
        QCOMPARE(picture->mimeType, QByteArray("image/png"));
        const auto paper = attachmentFromFile(file(u"a.pdf"_s, "%PDF-1.7\n"));
        QVERIFY(paper);
        QVERIFY(paper->kind == ContentPart::Kind::Document);
        QCOMPARE(paper->fileName, u"a.pdf"_s);
        const auto code = attachmentFromFile(file(u"a.md"_s, "```\ncode\n```\n漢"));
        QVERIFY(code);
        QVERIFY(code->kind == ContentPart::Kind::Text);
        QVERIFY(code->text.contains(u"a.md:\n\n````\n```\ncode"_s)); // its fence is longer than those inside
    }

    void whatCanNotBeAttachedSaysWhy()
    {
        QVERIFY(!attachmentFromFile(m_folder.filePath(u"missing.png"_s)));
        QVERIFY(!attachmentFromFile(m_folder.path()));
        QVERIFY(!attachmentFromFile(file(u"empty.txt"_s, {})));
        const auto binary = attachmentFromFile(file(u"a.bin"_s, QByteArray("\x7f"
                                                                           "ELF\0\xff\xfe",
                                                                           7)));
        QVERIFY(!binary);
        QVERIFY(!binary.error().hint.isEmpty());
        QFile big(m_folder.filePath(u"big.pdf"_s));
        QVERIFY(big.open(QIODevice::WriteOnly) && big.resize(mostAttachmentBytes + 1));
        big.close();
        QVERIFY(!attachmentFromFile(big.fileName()));
    }
};

QTEST_GUILESS_MAIN(TestRunParameters)
#include "tst_runparameters.moc"
