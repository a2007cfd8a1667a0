// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/baseaddress.h"

#include "app/providers/openaiadapter.h"

#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using MaybeWire = std::optional<Wire>;

/// What people paste as a provider's address, and the base address in it.
class TestBaseAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBaseIsReadFromWhatIsPasted_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<MaybeWire>("wire");
        QTest::addColumn<QString>("base");
        QTest::addColumn<MaybeWire>("told");
        const auto row = [](const char *name, const char *typed, MaybeWire wire, const char *base,
                            MaybeWire told = {}) {
            QTest::newRow(name) << QString::fromUtf8(typed) << wire << QString::fromUtf8(base) << told;
        };
        using enum Wire;
        const char *const h1 = "https://h.example/v1";
        const char *const h = "https://h.example";
        row("a base address stays", h1, {}, h1);
        row("a host alone stays", h, {}, h);
        row("a slash goes", "https://h.example/v1/", {}, h1);
        row("a slash behind a host goes", "https://h.example/", {}, h);
        row("slashes in a row are one", "https://h.example//v1//", {}, h1);
        row("another version stays", "https://h.example/api/paas/v4", {}, "https://h.example/api/paas/v4");
        row("a path without a version stays", "https://h.example/openai", {}, "https://h.example/openai");
        row("a port and an IPv6 address stay", "http://[::1]:8080/v1/chat/completions", {},
            "http://[::1]:8080/v1", OpenAi);

        row("chat completions", "https://h.example/v1/chat/completions", {}, h1, OpenAi);
        row("with a slash behind it", "https://h.example/v1/chat/completions/", {}, h1, OpenAi);
        row("with a query", "https://h.example/v1/chat/completions?stream=true#top", {}, h1, OpenAi);
        row("with a slash and a query", "https://h.example/v1/chat/completions/?stream=true", {}, h1, OpenAi);
        row("in capitals", "HTTPS://H.EXAMPLE/V1/CHAT/COMPLETIONS", {}, h1, OpenAi);
        row("in mixed case", "https://h.example/v1/Chat/Completions", {}, h1, OpenAi);
        row("without a version", "https://h.example/chat/completions", {}, h, OpenAi);
        row("half of it", "https://h.example/v1/chat", {}, h1, OpenAi);
        row("/chat without a version may be a base", "https://h.example/chat", {}, "https://h.example/chat");
        row("old completions", "https://h.example/v1/completions", {}, h1, OpenAi);
        row("responses", "https://h.example/v1/responses", {}, h1, OpenAi);
        row("embeddings", "https://h.example/v1/embeddings", {}, h1, OpenAi);
        row("the list of models", "https://h.example/v1/models", {}, h1);
        row("one model of it", "https://h.example/v1/models/org/name:free", {}, h1);
        row("/models without a version may be a base", "https://h.example/models", {},
            "https://h.example/models");
        row("behind such a base", "https://h.example/models/chat/completions", {}, "https://h.example/models",
            OpenAi);
        row("in a folder of a gateway", "https://h.example/api/v1/chat/completions", {},
            "https://h.example/api/v1", OpenAi);
        row("Google's door to OpenAI's format", "https://h.example/v1beta/openai/chat/completions", {},
            "https://h.example/v1beta/openai", OpenAi);

        row("messages", "https://h.example/v1/messages", {}, h1, Anthropic);
        row("messages with a beta", "https://h.example/v1/messages?beta=true", Anthropic, h1, Anthropic);
        row("counting tokens", "https://h.example/v1/messages/count_tokens", Anthropic, h1, Anthropic);
        row("messages in a folder", "https://h.example/anthropic/v1/messages", {},
            "https://h.example/anthropic/v1", Anthropic);

        row("generateContent", "https://h.example/v1beta/models/m-1.5:generateContent", {},
            "https://h.example/v1beta", Gemini);
        row("streamGenerateContent", "https://h.example/v1beta/models/m:streamGenerateContent?alt=sse",
            Gemini, "https://h.example/v1beta", Gemini);
        row("generateContent, capitals", "https://h.example/v1beta/models/m:GENERATECONTENT", Gemini,
            "https://h.example/v1beta", Gemini);
        row("a colon that is escaped", "https://h.example/v1beta/models/m%3AgenerateContent", Gemini,
            "https://h.example/v1beta", {});
        row("behind a long path", "https://h.example/v1/publishers/google/models/m:countTokens", {},
            "https://h.example/v1/publishers/google", Gemini);
        row("Gemini's list", "https://h.example/v1beta/models", Gemini, "https://h.example/v1beta");
        row("Gemini's model without what is asked of it", "https://h.example/v1beta/models/m", Gemini,
            "https://h.example/v1beta");

        row("Ollama's chat", "http://h.example:11434/api/chat", {}, "http://h.example:11434", Ollama);
        row("Ollama's chat, the wire being named", "http://h.example:11434/api/chat", Ollama,
            "http://h.example:11434", Ollama);
        row("Ollama's tags", "http://h.example:11434/api/tags", {}, "http://h.example:11434", Ollama);
        row("Ollama's generate, capitals", "http://h.example:11434/API/Generate/", {},
            "http://h.example:11434", Ollama);
        row("Ollama's half", "http://h.example:11434/api/", Ollama, "http://h.example:11434");
        row("Ollama behind a path", "https://h.example/ollama/api/chat", {}, "https://h.example/ollama",
            Ollama);
        row("Ollama with its other format's version", "http://h.example:11434/v1", Ollama,
            "http://h.example:11434");
        row("Ollama with its other format's address", "http://h.example:11434/v1/chat/completions", Ollama,
            "http://h.example:11434", OpenAi);
        row("/api alone belongs to others, too", "https://h.example/api", OpenAi, "https://h.example/api");
        row("a chat that only looks like Ollama's", "https://h.example/api/chat/completions", {},
            "https://h.example/api", OpenAi);
    }
    void theBaseIsReadFromWhatIsPasted()
    {
        QFETCH(QString, typed);
        QFETCH(MaybeWire, wire);
        QFETCH(QString, base);
        const BaseAddress read = baseAddressFrom(QUrl(typed, QUrl::StrictMode), wire);
        QCOMPARE(read.url.toString(QUrl::FullyEncoded), base);
        QTEST(read.told, "told");
        // What was read is read again as it is.
        QCOMPARE(baseAddressFrom(read.url, wire ? wire : read.told).url, read.url);
        QCOMPARE(baseAddressFrom(read.url, wire ? wire : read.told).isMended(), false);
        // Whatever was put right is told, and so is another wire's path.
        const MaybeWire spoken = wire ? wire : read.told;
        QCOMPARE(addressRemark(read, spoken).isEmpty(), !read.isMended());
        QCOMPARE(addressRemark(read, spoken).contains(u"check which"_s), read.told && *read.told != *spoken);
    }

    void aMissingVersionIsNamed_data()
    {
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("says");
        using enum Wire;
        QTest::newRow("OpenAI's") << OpenAi << u"http://h:1234"_s << u"http://h:1234/v1"_s;
        QTest::newRow("OpenAI's in a folder") << OpenAi << u"http://h/api"_s << u"http://h/api/v1"_s;
        QTest::newRow("OpenAI's is there") << OpenAi << u"http://h/v1"_s << QString();
        QTest::newRow("OpenAI's in the middle") << OpenAi << u"http://h/v1beta/openai"_s << QString();
        QTest::newRow("Gemini's") << Gemini << u"http://h"_s << u"http://h/v1beta"_s;
        QTest::newRow("Anthropic's comes with each request") << Anthropic << u"http://h"_s << QString();
        QTest::newRow("Ollama has none") << Ollama << u"http://h:11434"_s << QString();
        QTest::newRow("Ollama with a path") << Ollama << u"http://h:11434/x"_s << u"http://h:11434"_s;
    }
    void aMissingVersionIsNamed()
    {
        QFETCH(Wire, wire);
        QFETCH(QString, base);
        QFETCH(QString, says);
        const QString hint = missingPathHint(wire, QUrl(base));
        QCOMPARE(hint.isEmpty(), says.isEmpty());
        QVERIFY2(hint.endsWith(says), qPrintable(hint));
    }

    void aRefusalNamesTheMissingVersion_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("base");
        QTest::addColumn<bool>("named");
        const QString bare = u"http://h:1234"_s;
        QTest::newRow("404") << 404 << R"({"detail":"Not Found"})"_ba << bare << true;
        QTest::newRow("404 without words") << 404 << QByteArray() << bare << true;
        QTest::newRow("405") << 405 << R"({"detail":"Method Not Allowed"})"_ba << bare << true;
        QTest::newRow("404, a page") << 404 << "<html><title>404 Not Found</title></html>"_ba << bare << true;
        QTest::newRow("an error object")
            << 400 << R"-({"error":"Unexpected endpoint or method. (POST /chat/completions)"})-"_ba << bare
            << true;
        QTest::newRow("404 with a version")
            << 404 << R"({"detail":"Not Found"})"_ba << u"http://h/v1"_s << false;
        QTest::newRow("500") << 500 << R"({"detail":"oops"})"_ba << bare << false;
        QTest::newRow("400 of a picture's address")
            << 400 << R"({"error":{"message":"Invalid URL in image_url"}})"_ba << bare << false;
    }
    void aRefusalNamesTheMissingVersion()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, base);
        QFETCH(bool, named);
        Vendor vendor{
            .slug = u"lab"_s, .name = u"lab"_s, .baseUrl = QUrl(base), .keyEnv = {}, .custom = true};
        const Error error = OpenAiAdapter().errorFrom(vendor, status, {}, body);
        QVERIFY2(error.hint.contains(base + u"/v1"_s) == named, qPrintable(error.hint));
        // The directory's own rows have the address that they should have.
        vendor.custom = false;
        QVERIFY(!OpenAiAdapter().errorFrom(vendor, status, {}, body).hint.contains(base + u"/v1"_s));
    }

    void queriesThatMatterAreRefused()
    {
        const auto refused = [](const char *query) {
            return !queryRefusal(QUrl(u"https://h/openai/deployments/d/chat/completions?"_s +
                                      QString::fromLatin1(query)))
                        .isEmpty();
        };
        QVERIFY(refused("api-version=2024-06-01"));
        QVERIFY(!refused("stream=true"));
        QVERIFY(queryRefusal(QUrl(u"https://h/openai/v1/chat/completions?api-version=preview"_s)).isEmpty());
        for (const char *key : {"key=x", "api_key=x", "API-KEY=x", "access_token=x", "auth=x", "sig=x"})
            QVERIFY2(hasKeyInQuery(QUrl(u"https://h/v1?a=b&"_s + QString::fromLatin1(key))), key);
        for (const char *plain : {"alt=sse", "stream=true", "api-version=1", "beta=true"})
            QVERIFY2(!hasKeyInQuery(QUrl(u"https://h/v1?"_s + QString::fromLatin1(plain))), plain);
    }
};

QTEST_GUILESS_MAIN(TestBaseAddress)
#include "tst_baseaddress.moc"
