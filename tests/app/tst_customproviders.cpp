// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/customproviders.h"
#include "app/services/services.h"
#include "tests/support/faultserver.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;
using Kind = FieldNote::Kind;

/// Providers that the person describes: what may be typed, what is kept, and that their models can be called.
class TestCustomProviders : public QObject
{
    Q_OBJECT

    static Services::Options optionsIn(const QTemporaryDir &folder)
    {
        const QString base = folder.path();
        return {{base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s}, {}, false, false};
    }

    template<typename T>
    static bool isOver(const QFuture<T> &future)
    {
        return QTest::qWaitFor([&] { return future.isFinished(); }, 10'000);
    }

private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("wrong");
        QTest::addColumn<QString>("says");
        QTest::newRow("a plain one") << u"lab"_s << false << u"lab/MODEL"_s;
        QTest::newRow("with digits and signs") << u"gpu-box_2.local"_s << false << u"gpu-box_2.local/MODEL"_s;
        QTest::newRow("nothing") << u"  "_s << true << u"Give it a name"_s;
        QTest::newRow("one letter") << u"x"_s << true << u"2 to 40"_s;
        QTest::newRow("capitals and spaces get an offer") << u"My Lab"_s << true << u"Perhaps my-lab?"_s;
        QTest::newRow("a slash would look like a model") << u"my/lab"_s << true << u"Perhaps my-lab?"_s;
        QTest::newRow("too long") << QString(41, u'a') << true << u"2 to 40"_s;
        QTest::newRow("a known vendor") << u"deepseek"_s << true << u"DeepSeek is known already"_s;
        QTest::newRow("what rules are called by") << u"rule"_s << true << u"taken"_s;
        QTest::newRow("an author of the catalog") << u"meta-llama"_s << true << u"taken"_s;
    }

    void names()
    {
        QFETCH(QString, name);
        QFETCH(QString, says);
        const FieldNote note = noteOnName(name, {u"meta-llama"_s});
        QTEST(note.isWrong(), "wrong");
        QVERIFY2(note.text.contains(says), qPrintable(note.text));
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<Wire>("wire");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QString>("says");
        QTest::newRow("as it should be")
            << u"https://llm.example/v1"_s << Wire::OpenAi << Kind::Fine << QString();
        QTest::newRow("a slash at the end")
            << u"https://llm.example/v1/"_s << Wire::OpenAi << Kind::Fine << QString();
        QTest::newRow("without /v1") << u"https://llm.example"_s << Wire::OpenAi << Kind::Hint << u"/v1"_s;
        QTest::newRow("a later version")
            << u"https://llm.example/api/v4"_s << Wire::OpenAi << Kind::Fine << QString();
        QTest::newRow("Gemini's version")
            << u"https://llm.example"_s << Wire::Gemini << Kind::Hint << u"/v1beta"_s;
        QTest::newRow("Anthropic's version")
            << u"https://llm.example"_s << Wire::Anthropic << Kind::Hint << u"/v1"_s;
        QTest::newRow("Ollama has no path")
            << u"http://127.0.0.1:11434/v1"_s << Wire::Ollama << Kind::Hint << u"OpenAI"_s;
        QTest::newRow("Ollama as it is")
            << u"http://127.0.0.1:11434"_s << Wire::Ollama << Kind::Fine << QString();
        QTest::newRow("plain, on this machine")
            << u"http://[::1]:8080/v1"_s << Wire::OpenAi << Kind::Fine << QString();
        QTest::newRow("plain, elsewhere")
            << u"http://gpu.lan:8080/v1"_s << Wire::OpenAi << Kind::Warn << u"Not encrypted"_s;
        QTest::newRow("nothing") << QString() << Wire::OpenAi << Kind::Wrong << u"base address"_s;
        QTest::newRow("no scheme") << u"llm.example/v1"_s << Wire::OpenAi << Kind::Wrong << u"https://"_s;
        QTest::newRow("another scheme") << u"ftp://llm.example"_s << Wire::OpenAi << Kind::Wrong << u"Only"_s;
        QTest::newRow("no host") << u"https:///v1"_s << Wire::OpenAi << Kind::Wrong << u"no address"_s;
        QTest::newRow("a key as user")
            << u"https://sk-1@llm.example/v1"_s << Wire::OpenAi << Kind::Wrong << u"key does not belong"_s;
        QTest::newRow("a key as query") << u"https://llm.example/v1?key=abcdef123"_s << Wire::OpenAi
                                        << Kind::Wrong << u"key does not belong"_s;
        QTest::newRow("a key in the path") << u"https://llm.example/sk-aaaaaaaaaaaaaaaaaaaa/v1"_s
                                           << Wire::OpenAi << Kind::Wrong << u"like a key"_s;
        QTest::newRow("a request's whole address")
            << u"https://llm.example/v1/chat/completions"_s << Wire::OpenAi << Kind::Hint
            << u"https://llm.example/v1 is taken as its base address: /chat/completions"_s;
        QTest::newRow("with a harmless query") << u"https://llm.example/v1?stream=true"_s << Wire::OpenAi
                                               << Kind::Hint << u"without what is behind ?"_s;
        QTest::newRow("another format's whole address")
            << u"https://llm.example/v1/messages"_s << Wire::OpenAi << Kind::Warn << u"Anthropic"_s;
        QTest::newRow("an address that wants its version said")
            << u"https://llm.example/openai/deployments/d?api-version=2024-06-01"_s << Wire::OpenAi
            << Kind::Wrong << u"/openai/v1"_s;
    }

    void addresses()
    {
        QFETCH(QString, address);
        QFETCH(Wire, wire);
        QFETCH(QString, says);
        const FieldNote note = noteOnAddress(address, wire);
        QTEST(note.kind, "kind");
        QVERIFY2(note.text.contains(says), qPrintable(note.text));
    }

    void headers_data()
    {
        QTest::addColumn<QString>("headers");
        QTest::addColumn<bool>("wrong");
        QTest::addColumn<QString>("says");
        QTest::newRow("none") << u"\n  \n"_s << false << QString();
        QTest::newRow("harmless ones")
            << u"X-Team: research\nHTTP-Referer: https://example.org/app"_s << false << QString();
        QTest::newRow("an id is no secret")
            << u"X-Project: 0f8fad5b-d9cb-469f-a165-70867728950e"_s << false << QString();
        QTest::newRow("a version is no secret")
            << u"anthropic-beta: prompt-caching-2024-07-31"_s << false << QString();
        QTest::newRow("no colon") << u"X-Team research"_s << true << u"one a line"_s;
        QTest::newRow("no value") << u"X-Team:"_s << true << u"needs a value"_s;
        QTest::newRow("our own") << u"Content-Type: text/plain"_s << true << u"itself"_s;
        for (const char *secret :
             {"Authorization: Basic dXNlcg", "X-Api-Key: short", "api-key: short", "Cookie: a=b",
              "X-Auth-Token: 12", "X-Team: sk-proj-aaaaaaaaaaaaaaaaaaaa", "X-Client-Secret: blue",
              "X-Team: gsk_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
              "X-Team: 9fK2mQ8xWz4Lr7Tb1Vn6Yc3Hd5"})
            QTest::newRow(secret) << QString::fromLatin1(secret) << true << u"looks like a secret"_s;
    }

    void headers()
    {
        QFETCH(QString, headers);
        QFETCH(QString, says);
        const FieldNote note = noteOnHeaders(headers);
        QTEST(note.isWrong(), "wrong");
        QVERIFY2(note.text.contains(says), qPrintable(note.text));
        QVERIFY(!note.text.contains(u"aaaaaaaa"_s) && !note.text.contains(u"9fK2"_s)); // not repeated
    }

    void draftsBecomeRecordsAndVendors()
    {
        ProviderDraft draft{.name = u" lab "_s,
                            .address = u"https://llm.example/v1/ "_s,
                            .wire = Wire::Anthropic,
                            .headers = u"X-Team: research\n\nX-Site:a"_s,
                            .proxy = u"socks5://127.0.0.1:1080"_s,
                            .needsKey = true};
        const auto record = recordFrom(draft, {});
        QVERIFY(record);
        QCOMPARE(record->baseUrl, u"https://llm.example/v1"_s);
        const Vendor vendor = vendorFrom(*record);
        QCOMPARE(vendor.slug, u"lab"_s);
        QCOMPARE(vendor.auth, AuthStyle::BearerAndXApiKey);
        QVERIFY(vendor.custom && !vendor.keyOptional);
        QCOMPARE(vendor.extraHeaders, QList<VendorHeader>({{"X-Team", "research"}, {"X-Site", "a"}}));
        QCOMPARE(recordFrom(draftFrom(*record), {}), record);
        ProviderDraft pasted = draft;
        pasted.address = u" https://llm.example/v1/messages?beta=true "_s;
        QCOMPARE(recordFrom(pasted, {}), record);
        draft.proxy = u"carrier pigeon"_s;
        QCOMPARE(recordFrom(draft, {}).error().kind, ErrorKind::WrongUse);
        draft.proxy = u"http://user:pass@127.0.0.1:1"_s;
        QVERIFY(!recordFrom(draft, {}));
        // A file that was edited by hand sends no secret either.
        ProviderRecord edited = *record;
        edited.headers = {u"Authorization: Bearer abcdefgh"_s, u"X-Team: research"_s};
        QCOMPARE(vendorFrom(edited).extraHeaders.size(), 1);
    }

    void aProviderIsKeptCallableAndForgotten()
    {
        FaultServer server([](QTcpSocket *socket, const QByteArray &request) {
            if (request.startsWith("GET /v1/models "))
                socket->write(
                    FaultServer::ok("application/json", "{\"data\":[{\"id\":\"tiny\"},{\"id\":\"big\"}]}"));
            else
                socket->write(FaultServer::streamHead() +
                              FaultServer::chunk("data: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":"
                                                 "\"hello\"},\"finish_reason\":\"stop\"}]}\n\n"
                                                 "data: [DONE]\n\n") +
                              FaultServer::chunk({}));
            socket->disconnectFromHost();
        });
        const QTemporaryDir folder;
        const auto record = recordFrom(
            {.name = u"lab"_s, .address = server.url().toString(), .headers = u"X-Team: research"_s}, {});
        QVERIFY(record);
        {
            Services services(optionsIn(folder));
            QVERIFY(services.start());
            QVERIFY(!services.takenNames().contains(u"lab"_s));
            QSignalSpy changed(&services.customProviders(), &CustomProviders::changed);
            const auto saved = services.customProviders().save(*record);
            QVERIFY(isOver(saved) && saved.result());
            QCOMPARE(changed.size(), 1);
            QVERIFY(services.takenNames().contains(u"lab"_s));
            QVERIFY(services.router().plan(u"lab/anything"_s));
            QVERIFY(services.standing().keyed.contains(u"lab"_s));
            services.readModelsOf(u"lab"_s);
            QTRY_VERIFY(services.catalog().find(u"lab/tiny"_s));
        }
        Services services(optionsIn(folder)); // the next start
        QVERIFY(services.start());
        QVERIFY(services.catalog().find(u"lab/big"_s));
        const auto names = services.refreshSources();
        QVERIFY(std::ranges::contains(names, u"lab"_s, &RefreshSource::name));
        RunRequest request;
        request.prompt = u"hi"_s;
        request.lineup = {u"lab/tiny"_s};
        QSignalSpy runs(&services.router(), &Router::runEnded);
        QVERIFY(services.router().start(request));
        QTRY_COMPARE(runs.size(), 1);
        const QByteArray sent = server.requests().last();
        QVERIFY2(sent.startsWith("POST /v1/chat/completions"), sent.constData());
        QVERIFY(sent.toLower().contains("x-team: research\r\n"));
        QVERIFY(!sent.toLower().contains("authorization"));
        // At another address it is another list.
        ProviderRecord moved = *record;
        moved.baseUrl = u"https://elsewhere.example/v1"_s;
        const auto saved = services.saveProvider(moved);
        QVERIFY(isOver(saved) && saved.result());
        QVERIFY(!services.catalog().find(u"lab/tiny"_s));
        QCOMPARE(services.catalog().source(u"lab"_s)->checkedMs, 0);
        const auto removed = services.removeProvider(u"lab"_s, true);
        QVERIFY(isOver(removed) && removed.result());
        QVERIFY(services.customProviders().all().isEmpty());
        QVERIFY(!services.catalog().find(u"lab/tiny"_s));
        QVERIFY(!services.vendors().contains(u"lab"_s));
        QVERIFY(!services.router().plan(u"lab/anything"_s));
    }

    void withoutItsKeyItSaysThatItWantsOne()
    {
        const QTemporaryDir folder;
        Services services(optionsIn(folder));
        QVERIFY(services.start());
        const auto saved = services.customProviders().save(
            *recordFrom({.name = u"lab"_s, .address = u"https://kept.example/v1"_s, .needsKey = true}, {}));
        QVERIFY(isOver(saved));
        const auto plan = services.router().plan(u"lab/tiny"_s);
        QVERIFY(!plan);
        QCOMPARE(plan.error().message, u"lab wants a key."_s);
    }

    void whatTheCallNamesStandsAboveWhatIsKept()
    {
        const QTemporaryDir folder;
        {
            Services services(optionsIn(folder));
            QVERIFY(services.start());
            const auto saved = services.customProviders().save(
                *recordFrom({.name = u"lab"_s, .address = u"https://kept.example/v1"_s}, {}));
            QVERIFY(isOver(saved));
        }
        Services::Options options = optionsIn(folder);
        options.providers = {{u"lab"_s, QUrl(u"http://127.0.0.1:9/v1"_s), Wire::Ollama, {}}};
        Services services(options);
        QVERIFY(services.start());
        QCOMPARE(services.vendors().value(u"lab"_s).baseUrl.host(), u"127.0.0.1"_s);
        QCOMPARE(services.vendors().value(u"lab"_s).wire, Wire::Ollama);
    }
};

QTEST_GUILESS_MAIN(TestCustomProviders)
#include "tst_customproviders.moc"
