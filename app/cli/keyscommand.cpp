// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/keyscommand.h"

#include "app/cli/commandline.h"
#include "app/cli/options.h"
#include "app/cli/terminal.h"
#include "app/cli/waitfor.h"
#include "app/keys/keytest.h"
#include "app/keys/recognition.h"
#include "app/services/services.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>
#include <cstdio>

#include <termios.h>
#include <unistd.h>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("KeysCommand", text);
}

namespace {
struct KeysOptions
{
    QString verb;
    QList<CustomProvider> replaced; ///< --provider NAME=URL: stands in for NAME in this call
    QString provider;
    QString label;
    QStringList which; ///< provider, label, last four characters or fingerprint of keys
    bool yes = false;
    bool json = false;
};

/// Keeps what is typed off the screen, until it is gone or the process is interrupted. One at a time.
class NoEcho
{
public:
    NoEcho()
    {
        m_terminal = ::tcgetattr(STDIN_FILENO, &s_before) == 0;
        if (!m_terminal)
            return;
        for (size_t i = 0; i < std::size(interrupts); ++i) {
            m_handlers[i] = std::signal(interrupts[i], giveBack);
            if (m_handlers[i] == SIG_IGN) // as nohup has it
                std::signal(interrupts[i], SIG_IGN);
        }
        termios quiet = s_before;
        quiet.c_lflag &= ~tcflag_t(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~NoEcho()
    {
        if (!m_terminal)
            return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &s_before);
        for (size_t i = 0; i < std::size(interrupts); ++i)
            std::signal(interrupts[i], m_handlers[i]);
    }
    NoEcho(const NoEcho &) = delete;
    NoEcho &operator=(const NoEcho &) = delete;

private:
    static constexpr int interrupts[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    static void giveBack(int number)
    {
        ::tcsetattr(STDIN_FILENO, TCSANOW, &s_before);
        std::signal(number, SIG_DFL);
        std::raise(number);
    }

    static inline termios s_before{};                    // a signal handler has no other way to it
    void (*m_handlers[std::size(interrupts)])(int) = {}; ///< what stood there before
    bool m_terminal = false;
};
} // namespace

// --- reading
// -------------------------------------------------------------------------------------------------

static Result<PastedKey> readKey()
{
    constexpr qint64 mostBytes = 64 * 1024;
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return fail(ErrorKind::WrongUse, tr("Standard input can not be read."));
    QByteArray bytes;
    if (::isatty(STDIN_FILENO)) {
        const NoEcho quiet;
        std::fputs(qPrintable(tr("Key: ")), stderr);
        bytes = input.readLine(mostBytes);
        std::fputs("\n", stderr);
    } else {
        bytes = input.read(mostBytes);
    }
    auto key = cleanPasted(bytes);
    bytes.fill('\0');
    return key;
}

static Result<KeysOptions> parse(const QStringList &words)
{
    KeysOptions options;
    Arguments arguments(words);
    ProviderOptions providers;
    while (!arguments.atEnd()) {
        if (arguments.flag(u"--json")) {
            options.json = true;
        } else if (arguments.flag(u"--yes", u"-y")) {
            options.yes = true;
        } else if (arguments.option(u"--label")) {
            const auto value = arguments.value();
            if (!value)
                return std::unexpected(value.error());
            options.label = *value;
        } else if (arguments.option(u"--provider")) {
            const auto value = arguments.value();
            if (!value)
                return std::unexpected(value.error());
            options.provider = value->section(u'=', 0, 0);
            if (!value->contains(u'='))
                continue;
            Arguments replaced({u"--provider"_s, *value});
            if (const auto taken = providers.take(replaced); !taken)
                return std::unexpected(taken.error());
        } else if (const auto word = arguments.word()) {
            if (options.verb.isEmpty())
                options.verb = *word;
            else
                options.which.append(*word);
        } else {
            return fail(ErrorKind::WrongUse, tr("keys does not understand %1.").arg(arguments.front()));
        }
    }
    options.replaced = providers.providers;
    for (const QString &remark : providers.remarks())
        printError(remark);
    static const QStringList verbs{u"list"_s,   u"add"_s,       u"test"_s,
                                   u"remove"_s, u"recognise"_s, u"recognize"_s};
    if (!verbs.contains(options.verb))
        return fail(ErrorKind::WrongUse, tr("keys takes list, add, test, remove or recognise."));
    const bool takesWhich = options.verb == "test"_L1 || options.verb == "remove"_L1;
    // A key on the command line can be read by every program of this machine: refuse it, and do not repeat
    // it.
    if (!takesWhich && !options.which.isEmpty())
        return fail(
            ErrorKind::WrongUse,
            tr("keys %1 takes no such argument; a key is read from standard input.").arg(options.verb));
    return options;
}

// --- printing
// ------------------------------------------------------------------------------------------------

static QString stateOf(const KeyEntry &entry)
{
    if (entry.problem == KeychainProblem::Missing)
        return u"missing"_s;
    return keyStateName(entry.condition.state);
}

static QJsonObject amountJson(const Amount &amount)
{
    return {{"amount"_L1, Money{amount.pico}.toDecimal()}, {"currency"_L1, amount.currency}};
}

/// What its provider told at the last test; amounts as exact decimal text.
static QJsonObject balanceJson(const Balance &balance)
{
    QJsonArray left;
    for (const Amount &amount : balance.left)
        left.append(amountJson(amount));
    QJsonObject object{{"left"_L1, left}};
    if (balance.limit)
        object["limit"_L1] = amountJson(*balance.limit);
    if (balance.used)
        object["used"_L1] = amountJson(*balance.used);
    return object;
}

static QString balanceText(const Balance &balance)
{
    QStringList parts;
    for (const Amount &amount : balance.left)
        parts.append(tr("%1 %2 left").arg(Money{amount.pico}.toDecimal(), amount.currency));
    if (parts.isEmpty() && balance.used)
        parts.append(tr("%1 %2 used").arg(Money{balance.used->pico}.toDecimal(), balance.used->currency));
    return parts.join(u", "_s);
}

static QJsonObject keyJson(const KeyEntry &entry)
{
    QJsonObject object{{"provider"_L1, entry.record.provider}, {"label"_L1, entry.record.label},
                       {"last4"_L1, entry.record.lastFour},    {"fingerprint"_L1, entry.record.fingerprint},
                       {"state"_L1, stateOf(entry)},           {"enabled"_L1, entry.record.enabled}};
    if (const auto balance = Balance::fromJson(entry.record.balance))
        object["balance"_L1] = balanceJson(*balance);
    return object;
}

static void printKeys(const QList<KeyEntry> &keys, bool json)
{
    if (json) {
        QJsonArray array;
        for (const KeyEntry &entry : keys)
            array.append(keyJson(entry));
        printOut(QJsonDocument(QJsonObject{{"keys"_L1, array}}).toJson());
        return;
    }
    for (const KeyEntry &entry : keys) {
        const QString off = entry.record.enabled ? QString() : tr("  off");
        const auto balance = Balance::fromJson(entry.record.balance);
        const QString credit = balance ? u"  "_s + balanceText(*balance) : QString();
        printOut(terminalSafe(u"%1 %2 ...%3  %4  %5%6"_s.arg(entry.record.provider, -14)
                                  .arg(entry.record.label, -20)
                                  .arg(entry.record.lastFour, -4)
                                  .arg(entry.record.fingerprint, -6)
                                  .arg(stateOf(entry), off + credit)));
    }
}

static QStringList named(const Services &services, const QStringList &slugs)
{
    QStringList names;
    for (const QString &slug : slugs.first(qMin(qsizetype(12), slugs.size())))
        names.append(u"%1 (%2)"_s.arg(slug, services.vendors().value(slug).name));
    if (slugs.size() > names.size())
        names.append(tr("..."));
    return names;
}

static int failure(const Error &error)
{
    printError(error);
    return error.kind == ErrorKind::WrongUse ? WrongUse : NoneDone;
}

// --- the verbs
// -----------------------------------------------------------------------------------------------

static QList<Vendor> vendorsInOrder(const Services &services)
{
    QList<Vendor> vendors = knownVendors();
    for (const Vendor &vendor : services.vendors()) {
        if (!findVendor(vendor.slug))
            vendors.append(vendor);
    }
    return vendors;
}

static int recognise(const Services &services)
{
    const auto key = readKey();
    if (!key)
        return failure(key.error());
    const Recognition found = recogniseKey(key->value, vendorsInOrder(services), key->variable);
    printOut(QJsonDocument(QJsonObject{{"candidates"_L1, QJsonArray::fromStringList(found.candidates)}})
                 .toJson(QJsonDocument::Compact) +
             '\n');
    return AllDone;
}

/// The provider that the options or the key's format name; empty (and said why) where neither decides.
static QString providerFor(const Services &services, const KeysOptions &options, const PastedKey &key)
{
    if (!options.provider.isEmpty()) {
        const auto vendor = services.vendors().constFind(options.provider);
        if (vendor != services.vendors().cend() && !vendor->simulated)
            return options.provider;
        printError(tr("There is no provider called %1.").arg(options.provider));
        return {};
    }
    const Recognition found = recogniseKey(key.value, vendorsInOrder(services), key.variable);
    if (found.kind == Recognition::Kind::Known || options.yes)
        return found.candidates.first();
    const QString names = named(services, found.candidates).join(u", "_s);
    printError((found.kind == Recognition::Kind::Ambiguous
                    ? tr("This key may be of several providers: %1. Name one with --provider.")
                    : tr("This key's format is not known. It may be of: %1. Name one with --provider."))
                   .arg(names));
    return {};
}

static int add(Services &services, const KeysOptions &options)
{
    const auto key = readKey();
    if (!key)
        return failure(key.error());
    const QString provider = providerFor(services, options, *key);
    if (provider.isEmpty())
        return WrongUse;
    waitFor(services.keyRing().load()); // to know what is there already
    const auto added =
        waitFor(services.keyRing().add({.provider = provider, .label = options.label, .value = key->value}))
            .result();
    if (!added)
        return failure(added.error());
    const KeyEntry *entry = services.keyRing().find(*added);
    printKeys({*entry}, options.json);
    return AllDone;
}

static int list(Services &services, const KeysOptions &options)
{
    waitFor(services.keyRing().loadRecords());
    // Whether values are missing is only asked of an open keychain: a list must not bring a prompt.
    if (!services.keyRing().keys().isEmpty() && waitFor(services.keychain().probe()).result())
        waitFor(services.keyRing().load());
    QList<KeyEntry> keys = services.keyRing().keys();
    if (!options.provider.isEmpty())
        keys.removeIf([&](const KeyEntry &entry) { return entry.record.provider != options.provider; });
    printKeys(keys, options.json);
    return AllDone;
}

static QList<KeyEntry> chosen(const KeyRing &ring, const KeysOptions &options)
{
    QList<KeyEntry> keys;
    for (const KeyEntry &entry : ring.keys()) {
        const KeyRecord &r = entry.record;
        const auto means = [&](const QString &word) {
            return word == r.provider || word == r.label || word == r.fingerprint ||
                   (!r.lastFour.isEmpty() && word == r.lastFour) || word == r.id;
        };
        const bool provider = options.provider.isEmpty() || r.provider == options.provider;
        const bool label = options.label.isEmpty() || r.label == options.label;
        if (provider && label && (options.which.isEmpty() || std::ranges::any_of(options.which, means)))
            keys.append(entry);
    }
    return keys;
}

static int remove(Services &services, const KeysOptions &options)
{
    if (options.which.isEmpty() && options.provider.isEmpty() && options.label.isEmpty()) {
        printError(tr("Say which key: its provider, label, last four characters or fingerprint."));
        return WrongUse;
    }
    KeyRing &ring = services.keyRing();
    waitFor(ring.loadRecords());
    const QList<KeyEntry> keys = chosen(ring, options);
    if (keys.isEmpty()) {
        printError(tr("There is no such key."));
        printKeys({}, options.json);
        return NoneDone;
    }
    if (keys.size() > 1 && !options.yes) {
        printError(QCoreApplication::translate(
            "KeysCommand",
            "%Ln keys are meant by that. Name one by its fingerprint, or say --yes to remove all.", nullptr,
            int(keys.size())));
        return WrongUse;
    }
    QList<KeyEntry> removed;
    for (const KeyEntry &entry : keys) {
        if (const auto done = waitFor(ring.remove(entry.record.id)).result())
            removed.append(entry);
        else
            printError(done.error());
    }
    printKeys(removed, options.json);
    return removed.size() == keys.size() ? AllDone : removed.isEmpty() ? NoneDone : SomeNotDone;
}

static int test(Services &services, const KeysOptions &options)
{
    KeyRing &ring = services.keyRing();
    waitFor(ring.load());
    const QList<KeyEntry> keys = chosen(ring, options);
    if (keys.isEmpty()) {
        printError(options.which.isEmpty() ? tr("There is no key to test.") : tr("There is no such key."));
        printKeys({}, options.json);
        return NoneDone;
    }
    int working = 0;
    QList<KeyEntry> tested;
    for (const KeyEntry &entry : keys) {
        const QString name = u"%1, %2"_s.arg(entry.record.provider, entry.record.label);
        const auto vendor = services.vendors().constFind(entry.record.provider);
        const Secret value = ring.value(entry.record.id);
        if (value.isEmpty() || vendor == services.vendors().cend()) {
            const Error why = keychainError(entry.problem.value_or(KeychainProblem::Missing));
            printError(u"%1: %2"_s.arg(name, sentences(why)));
        } else {
            const KeyReport report = waitFor(testKey(services.http(), *vendor, value)).result();
            ring.takeReport(entry.record.id, report);
            working += report.error ? 0 : 1;
            if (report.error)
                printError(u"%1: %2"_s.arg(name, sentences(*report.error)));
        }
        tested.append(*ring.find(entry.record.id));
    }
    waitFor(services.store().flush());
    printKeys(tested, options.json);
    return working == keys.size() ? AllDone : working > 0 ? SomeNotDone : NoneDone;
}

int keysCommand(const QStringList &words)
{
    const auto options = parse(words);
    if (!options)
        return failure(options.error());
    Services services({Paths::standard(), options->replaced, false, false});
    if (const auto started = services.start(); !started) {
        printError(started.error());
        return InternalError;
    }
    if (options->verb == "list"_L1)
        return list(services, *options);
    if (options->verb == "add"_L1)
        return add(services, *options);
    if (options->verb == "remove"_L1)
        return remove(services, *options);
    if (options->verb == "test"_L1)
        return test(services, *options);
    return recognise(services);
}

} // namespace Crossroads
