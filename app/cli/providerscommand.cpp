// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/providerscommand.h"

#include "app/cli/commandline.h"
#include "app/cli/options.h"
#include "app/cli/terminal.h"
#include "app/cli/waitfor.h"
#include "app/keys/customproviders.h"
#include "app/keys/providertest.h"
#include "app/providers/baseaddress.h"
#include "app/services/services.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("ProvidersCommand", text);
}

namespace {
struct ProvidersOptions
{
    QString verb;
    QStringList words; ///< behind the verb: NAME, and URL of add
    std::optional<Wire> wire;
    QStringList headers;
    QString proxy;
    bool needsKey = false;
    bool withKeys = false;
    bool json = false;
};
} // namespace

/// Takes the next option with a value into \p options: true if it was one of these.
static Result<bool> takeValue(Arguments &arguments, ProvidersOptions &options)
{
    const bool wire = arguments.option(u"--wire");
    const bool header = !wire && arguments.option(u"--header");
    if (!wire && !header && !arguments.option(u"--proxy"))
        return false;
    const auto value = arguments.value();
    if (!value)
        return std::unexpected(value.error());
    if (header) {
        options.headers.append(*value);
    } else if (!wire) {
        options.proxy = *value;
    } else if (const auto known = wireFromName(*value)) {
        options.wire = *known;
    } else {
        return fail(ErrorKind::WrongUse, tr("--wire takes openai, anthropic, gemini or ollama."));
    }
    return true;
}

static Result<ProvidersOptions> parse(const QStringList &words)
{
    ProvidersOptions options;
    Arguments arguments(words);
    while (!arguments.atEnd()) {
        if (const auto taken = takeValue(arguments, options); !taken)
            return std::unexpected(taken.error());
        else if (*taken)
            continue;
        if (arguments.flag(u"--json"))
            options.json = true;
        else if (arguments.flag(u"--needs-key"))
            options.needsKey = true;
        else if (arguments.flag(u"--with-keys"))
            options.withKeys = true;
        else if (const auto word = arguments.word())
            (options.verb.isEmpty() ? options.verb : options.words.emplaceBack()) = *word;
        else
            return fail(ErrorKind::WrongUse, tr("providers does not understand %1.").arg(arguments.front()));
    }
    const QHash<QString, int> verbs{{u"list"_s, 0}, {u"add"_s, 2}, {u"test"_s, 1}, {u"remove"_s, 1}};
    if (!verbs.contains(options.verb))
        return fail(ErrorKind::WrongUse, tr("providers takes list, add, test or remove."));
    if (options.words.size() != verbs.value(options.verb))
        return fail(ErrorKind::WrongUse, options.verb == "add"_L1 ? tr("providers add takes NAME URL.")
                                         : options.verb == "list"_L1
                                             ? tr("providers list takes no argument.")
                                             : tr("providers %1 takes NAME.").arg(options.verb));
    return options;
}

static int failure(const Error &error)
{
    printError(error);
    return error.kind == ErrorKind::WrongUse ? WrongUse : NoneDone;
}

static int keyCount(Services &services, const QString &slug)
{
    const QList<KeyEntry> &keys = services.keyRing().keys();
    return int(std::ranges::count_if(keys, [&](const KeyEntry &e) { return e.record.provider == slug; }));
}

static void printProviders(Services &services, const QList<ProviderRecord> &providers, bool json)
{
    QJsonArray array;
    for (const ProviderRecord &p : providers) {
        const int keys = keyCount(services, p.slug);
        if (json)
            array.append(QJsonObject{{"name"_L1, p.slug},
                                     {"url"_L1, p.baseUrl},
                                     {"wire"_L1, p.wire},
                                     {"needs_key"_L1, p.needsKey},
                                     {"headers"_L1, QJsonArray::fromStringList(p.headers)},
                                     {"proxy"_L1, p.proxy},
                                     {"keys"_L1, keys}});
        else
            printOut(terminalSafe(u"%1 %2 %3  %4"_s.arg(p.slug, -14)
                                      .arg(p.wire, -9)
                                      .arg(p.baseUrl, keys > 0 ? tr("keys: %1").arg(keys) : QString())));
    }
    if (json)
        printOut(QJsonDocument(QJsonObject{{"providers"_L1, array}}).toJson());
}

static int add(Services &services, const ProvidersOptions &options)
{
    QSet<QString> taken = services.takenNames();
    if (services.customProviders().find(options.words[0]))
        taken.remove(options.words[0]); // it is changed
    // The address of a request tells whose it is.
    const auto told = baseAddressFrom(QUrl(options.words[1].trimmed(), QUrl::StrictMode), options.wire).told;
    const Wire wire = options.wire.value_or(told.value_or(Wire::OpenAi));
    const auto record = recordFrom({.name = options.words[0],
                                    .address = options.words[1],
                                    .wire = wire,
                                    .headers = options.headers.join(u'\n'),
                                    .proxy = options.proxy,
                                    .needsKey = options.needsKey},
                                   taken);
    if (!record)
        return failure(record.error());
    const FieldNote note = noteOnAddress(options.words[1], wire);
    if (note.kind == FieldNote::Kind::Warn || note.kind == FieldNote::Kind::Hint)
        printError(note.text);
    if (const auto saved = waitFor(services.saveProvider(*record)).result(); !saved)
        return failure(saved.error());
    printProviders(services, {*record}, options.json);
    return AllDone;
}

static QLatin1StringView stateName(TestRow::State state)
{
    switch (state) {
    case TestRow::State::Ok:
        return "ok"_L1;
    case TestRow::State::Doubtful:
        return "doubtful"_L1;
    case TestRow::State::Failed:
        return "failed"_L1;
    default:
        return "skipped"_L1;
    }
}

static void printTest(const QString &name, const ProviderTest &test, bool json)
{
    static constexpr QLatin1StringView steps[] = {"resolve"_L1, "connect"_L1, "secure"_L1, "accept"_L1,
                                                  "list"_L1};
    QJsonArray array;
    for (const TestRow &row : test.rows()) {
        if (json)
            array.append(QJsonObject{{"step"_L1, steps[int(row.step)]},
                                     {"state"_L1, stateName(row.state)},
                                     {"sentence"_L1, row.sentence},
                                     {"hint"_L1, row.hint}});
        else
            printOut(terminalSafe(u"%1 %2 %3"_s.arg(stepName(row.step), -12)
                                      .arg(stateName(row.state), -9)
                                      .arg(u"%1 %2"_s.arg(row.sentence, row.hint).trimmed())));
    }
    if (json)
        printOut(QJsonDocument(QJsonObject{{"name"_L1, name},
                                           {"passed"_L1, test.passed()},
                                           {"models"_L1, test.models()},
                                           {"steps"_L1, array}})
                     .toJson());
}

static int test(Services &services, const ProvidersOptions &options, const ProviderRecord &record)
{
    waitFor(services.keyRing().load());
    const QList<ProviderKey> keys = services.keyRing().usable().value(record.slug);
    ProviderTest test(services.networkWay());
    QEventLoop loop; // the command's own, and the only one
    QObject::connect(&test, &ProviderTest::finished, &loop, &QEventLoop::quit);
    onInterrupt(&test, [&test] { test.cancel(); });
    test.start(vendorFrom(record), keys.isEmpty() ? Secret() : keys.first().value);
    loop.exec();
    printTest(record.slug, test, options.json);
    return test.passed() ? AllDone : NoneDone;
}

static int remove(Services &services, const ProvidersOptions &options, const ProviderRecord &record)
{
    waitFor(services.keyRing().loadRecords());
    const int keys = keyCount(services, record.slug);
    if (const auto done = waitFor(services.removeProvider(record.slug, options.withKeys)).result(); !done)
        return failure(done.error());
    printProviders(services, {record}, options.json);
    if (keys > 0 && !options.withKeys)
        printError(tr("Its keys are still in the keychain: %1. crossroads keys remove %2 takes them out.")
                       .arg(keys)
                       .arg(record.slug));
    return AllDone;
}

int providersCommand(const QStringList &words)
{
    const auto options = parse(words);
    if (!options)
        return failure(options.error());
    Services services({Paths::standard(), {}, false, false});
    if (const auto started = services.start(); !started) {
        printError(started.error());
        return InternalError;
    }
    if (options->verb == "add"_L1)
        return add(services, *options);
    if (options->verb == "list"_L1) {
        waitFor(services.keyRing().loadRecords());
        printProviders(services, services.customProviders().all(), options->json);
        return AllDone;
    }
    const ProviderRecord *found = services.customProviders().find(options->words.first());
    if (!found) {
        printError(tr("You have added no provider called %1.").arg(options->words.first()));
        return NoneDone;
    }
    const ProviderRecord record = *found;
    return options->verb == "test"_L1 ? test(services, *options, record) : remove(services, *options, record);
}

} // namespace Crossroads
