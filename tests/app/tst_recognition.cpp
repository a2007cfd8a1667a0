// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/recognition.h"

#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using Kind = Recognition::Kind;

Q_DECLARE_METATYPE(Recognition::Kind)

static Vendor vendor(const QString &slug, const QByteArray &variable, const QList<KeyFormat> &formats = {})
{
    return {.slug = slug, .name = slug, .baseUrl = {}, .keyEnv = variable, .keyFormats = formats};
}

class TestRecognition : public QObject
{
    Q_OBJECT

    const QList<Vendor> m_vendors{
        vendor(u"openrouter"_s, "OPENROUTER_API_KEY", {{u"^sk-or-v1-[0-9a-f]{8}$"_s, true}}),
        vendor(u"deepseek"_s, "DEEPSEEK_API_KEY", {{u"^sk-[0-9a-f]{8}$"_s, false}}),
        vendor(u"alibaba"_s, "DASHSCOPE_API_KEY", {{u"^sk-[0-9a-f]{8}$"_s, false}}),
        vendor(u"moon-ai"_s, "MOONSHOT_API_KEY", {{u"^moon-[0-9]{8}$"_s, true}}),
        vendor(u"moon-cn"_s, "MOONSHOT_API_KEY", {{u"^moon-[0-9]{8}$"_s, true}}),
        vendor(u"plain"_s, "PLAIN_API_KEY"),
        {.slug = u"ollama"_s,
         .name = u"Ollama"_s,
         .baseUrl = {},
         .keyEnv = {},
         .keyOptional = true,
         .local = true},
    };

private Q_SLOTS:
    void aKeyIsKnownByItsFormat_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QStringList>("candidates");
        QTest::addColumn<Kind>("kind");
        const QStringList unknown{u"openrouter"_s, u"deepseek"_s, u"alibaba"_s, u"plain"_s};
        QTest::newRow("a format of its own decides")
            << QByteArray("sk-or-v1-0123abcd") << QString() << QStringList(u"openrouter"_s) << Kind::Known;
        QTest::newRow("a shared format offers all who share it")
            << QByteArray("sk-0123abcd") << QString() << QStringList({u"deepseek"_s, u"alibaba"_s})
            << Kind::Ambiguous;
        QTest::newRow("the variable's name settles a shared format")
            << QByteArray("sk-0123abcd") << u"DASHSCOPE_API_KEY"_s << QStringList(u"alibaba"_s)
            << Kind::Known;
        QTest::newRow("a format of its own is stronger than the variable's name")
            << QByteArray("sk-or-v1-0123abcd") << u"DEEPSEEK_API_KEY"_s << QStringList(u"openrouter"_s)
            << Kind::Known;
        QTest::newRow("regions of one vendor are offered both")
            << QByteArray("moon-01234567") << QString() << QStringList({u"moon-ai"_s, u"moon-cn"_s})
            << Kind::Ambiguous;
        QTest::newRow("their common variable does not tell them apart")
            << QByteArray("whatever") << u"MOONSHOT_API_KEY"_s << QStringList({u"moon-ai"_s, u"moon-cn"_s})
            << Kind::Ambiguous;
        QTest::newRow("an unknown format is offered to OpenRouter first")
            << QByteArray("whatever-this-is") << QString() << unknown << Kind::Unknown;
        QTest::newRow("a prefix alone is no format")
            << QByteArray("sk-or-v1-0123abcdX") << QString() << unknown << Kind::Unknown;
        QTest::newRow("an unknown variable says nothing")
            << QByteArray("whatever-this-is") << u"MY_KEY"_s << unknown << Kind::Unknown;
    }

    void aKeyIsKnownByItsFormat()
    {
        QFETCH(QByteArray, key);
        QFETCH(QString, variable);
        const Recognition found = recogniseKey(Secret(key), m_vendors, variable);
        QTEST(found.candidates, "candidates");
        QTEST(found.kind, "kind");
    }

    void onlyWhatTellsAKeyIsShown_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("prefix");
        QTest::addColumn<QString>("lastFour");
        const QByteArray body(60, 'a');
        QTest::newRow("OpenRouter, with its version")
            << "sk-or-v1-" + body + "9f3c" << u"sk-or-v1-"_s << u"9f3c"_s;
        QTest::newRow("Anthropic, with its kind")
            << "sk-ant-api03-" + body + "wAAA" << u"sk-ant-api03-"_s << u"wAAA"_s;
        QTest::newRow("OpenAI's projects") << "sk-proj-" + body + "1234" << u"sk-proj-"_s << u"1234"_s;
        QTest::newRow("Google") << "AIza" + QByteArray(31, 'b') + "1234" << u"AIza"_s << u"1234"_s;
        QTest::newRow("a format of letters alone has no prefix")
            << QByteArray(28, 'f') + "1234" << QString() << u"1234"_s;
        QTest::newRow("an unknown one's beginning is not shown")
            << QByteArray("abcd-efgh-0123456789abcdef-5678") << QString() << u"5678"_s;
        QTest::newRow("a short one shows nothing") << QByteArray("sk-short") << QString() << QString();
    }

    void onlyWhatTellsAKeyIsShown()
    {
        QFETCH(QByteArray, key);
        const ShownParts parts = shownParts(Secret(key), knownVendors());
        QTEST(parts.prefix, "prefix");
        QTEST(parts.lastFour, "lastFour");
    }

    void whatPeopleCopyAlongIsTakenOff_data()
    {
        QTest::addColumn<QByteArray>("pasted");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("variable");
        const auto row = [](const char *name, const char *pasted, const char *key,
                            const char *variable = "") {
            QTest::newRow(name) << QByteArray(pasted) << QByteArray(key) << QString::fromLatin1(variable);
        };
        row("nothing to take off", "sk-abc_DEF-123", "sk-abc_DEF-123");
        row("white space and a line end", " \tsk-abc\r\n", "sk-abc");
        row("quotes", "\"sk-abc\"", "sk-abc");
        row("curly quotes", "\xe2\x80\x9csk-abc\xe2\x80\x9d", "sk-abc");
        row("a bearer header", "Authorization: Bearer sk-abc", "sk-abc");
        row("a bearer word", "bearer sk-abc", "sk-abc");
        row("another header", "x-api-key: sk-abc", "sk-abc");
        row("a shell export", "export OPENROUTER_API_KEY='sk-abc';", "sk-abc", "OPENROUTER_API_KEY");
        row("an .env line", "DEEPSEEK_API_KEY = sk-abc", "sk-abc", "DEEPSEEK_API_KEY");
        row("a PowerShell line", "$env:GROQ_API_KEY=\"gsk_abc\"", "gsk_abc", "GROQ_API_KEY");
        row("zero-width characters",
            "\xe2\x80\x8bsk-\xef\xbb\xbf"
            "abc",
            "sk-abc");
        row("an equals sign at its end stays", "abcd1234==", "abcd1234==");
    }

    void whatPeopleCopyAlongIsTakenOff()
    {
        QFETCH(QByteArray, pasted);
        const auto cleaned = cleanPasted(pasted);
        QVERIFY(cleaned);
        QTEST(cleaned->value.expose().toByteArray(), "key");
        QTEST(cleaned->variable, "variable");
    }

    void whatIsNoKeyIsRefusedWithoutRepeatingIt_data()
    {
        QTest::addColumn<QByteArray>("pasted");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("white space") << QByteArray(" \n");
        QTest::newRow("a sentence") << QByteArray("my secret words");
        QTest::newRow("two lines, which would make two headers") << QByteArray("sk-secret\r\nX-Evil: 1");
        QTest::newRow("other letters") << QByteArray("sk-secr\xc3\xa9t");
        QTest::newRow("a control character") << QByteArray("sk-secret\x01rest");
        QTest::newRow("a book") << QByteArray(9000, 's');
    }

    void whatIsNoKeyIsRefusedWithoutRepeatingIt()
    {
        QFETCH(QByteArray, pasted);
        const auto cleaned = cleanPasted(pasted);
        QVERIFY(!cleaned);
        QCOMPARE(cleaned.error().kind, ErrorKind::WrongUse);
        QVERIFY(!cleaned.error().message.contains(u"secr"_s));
    }
};

QTEST_GUILESS_MAIN(TestRecognition)
#include "tst_recognition.moc"
