// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/recognition.h"
#include "app/providers/adapter.h"

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
        row("a byte order mark", "\xef\xbb\xbfsk-abc", "sk-abc");
        row("a no-break space", "\xc2\xa0sk-abc\xc2\xa0", "sk-abc");
        row("a line separator", "sk-abc\xe2\x80\xa8", "sk-abc");
        row("marks of direction", "\xe2\x80\xaask-abc\xe2\x80\xac", "sk-abc");
        row("a soft hyphen",
            "sk-\xc2\xad"
            "abc",
            "sk-abc");
        row("single quotes", "'sk-abc'", "sk-abc");
        row("single curly quotes", "\xe2\x80\x98sk-abc\xe2\x80\x99", "sk-abc");
        row("low quotes", "\xe2\x80\x9esk-abc\xe2\x80\x9c", "sk-abc");
        row("guillemets, the other way about", "\xc2\xbbsk-abc\xc2\xab", "sk-abc");
        row("quotes of two styles", "\"sk-abc\xe2\x80\x9d", "sk-abc");
        row("backticks", "`sk-abc`", "sk-abc");
        row("quotes in quotes, with white space", " \" 'sk-abc' \" ", "sk-abc");
        row("a curly .env line", "GROQ_API_KEY=\xe2\x80\x9csk-abc\xe2\x80\x9d", "sk-abc", "GROQ_API_KEY");
    }

    void whatPeopleCopyAlongIsTakenOff()
    {
        QFETCH(QByteArray, pasted);
        const auto cleaned = cleanPasted(pasted);
        QVERIFY(cleaned);
        QTEST(cleaned->value.expose().toByteArray(), "key");
        QTEST(cleaned->variable, "variable");
    }

    void utf16IsRead()
    {
        for (const auto encoding : {QStringConverter::Utf16LE, QStringConverter::Utf16BE}) {
            QStringEncoder encoder(encoding, QStringConverter::Flag::WriteBom);
            const QByteArray bytes = encoder.encode(u"sk-abc\r\n"_s);
            const auto cleaned = cleanPasted(bytes);
            QVERIFY(cleaned);
            QCOMPARE(cleaned->value, Secret("sk-abc"));
            QCOMPARE(cleanKey(bytes), Secret("sk-abc"));
        }
    }

    void aVariablesKeyLosesOnlyWhatIsNoPartOfIt_data()
    {
        QTest::addColumn<QByteArray>("held");
        QTest::addColumn<QByteArray>("key");
        const auto row = [](const char *name, const char *held, const char *key) {
            QTest::newRow(name) << QByteArray(held) << QByteArray(key);
        };
        row("nothing to take off", "canary-k1", "canary-k1");
        row("white space", " canary-k1\r\n", "canary-k1");
        row("a byte order mark",
            "\xef\xbb\xbf"
            "canary-k1",
            "canary-k1");
        row("zero-width characters",
            "\xe2\x80\x8b"
            "canary-k1\xe2\x80\x8b",
            "canary-k1");
        row("quotes", "\"canary-k1\"", "canary-k1");
        row("curly quotes in white space",
            "\xc2\xa0\xe2\x80\x9c"
            "canary-k1\xe2\x80\x9d\n",
            "canary-k1");
        row("the word before it", "Bearer canary-k1", "canary-k1");
        row("one quote alone stays", "canary-k1\"", "canary-k1\"");
        row("an equals sign stays", "tenant=canary-k1", "tenant=canary-k1");
        row("a comma stays", "canary,k1,", "canary,k1,");
        row("quotes about nothing", "\"\"", "");
        row("words stay words, to be refused", "canary k1", "canary k1");
    }
    void aVariablesKeyLosesOnlyWhatIsNoPartOfIt()
    {
        QFETCH(QByteArray, held);
        QFETCH(QByteArray, key);
        QCOMPARE(cleanKey(held).expose(), key);
    }

    void whatNoHeaderCanCarryIsNotSendable_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("words") << "canary k1"_ba;
        QTest::newRow("lines") << "canary\nk1"_ba;
        QTest::newRow("a carriage return") << "canary\rk1"_ba;
        QTest::newRow("a tab") << "canary\tk1"_ba;
        QTest::newRow("a control character") << "canary\x01k1"_ba;
        QTest::newRow("a delete") << "canary\x7fk1"_ba;
        QTest::newRow("a nul") << QByteArray("canary\0k1", 9);
        QTest::newRow("another letter") << "canary-k\xc3\xa9"_ba;
        QTest::newRow("bytes that are no text") << "canary-\xff"_ba;
    }
    void whatNoHeaderCanCarryIsNotSendable()
    {
        QFETCH(QByteArray, key);
        const Vendor vendor{.slug = u"lab"_s, .name = u"Lab"_s, .baseUrl = {}, .keyEnv = {}};
        QVERIFY(!isSendableKey(key));
        const auto checked = checkKey(vendor, key);
        QVERIFY(!checked);
        QCOMPARE(checked.error().kind, ErrorKind::Authentication);
        QVERIFY(checked.error().message.contains(u"Lab"_s));
        QVERIFY(!checked.error().message.contains(u"canary"_s));
        QHttpHeaders headers;
        addCredential(headers, vendor, key);
        QVERIFY(headers.isEmpty());
        QVERIFY(checkKey(vendor, "canary-k1") && checkKey(vendor, {}));
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
