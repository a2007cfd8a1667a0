// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/doctor.h"

#include "app/cli/commandline.h"
#include "app/cli/options.h"
#include "app/cli/terminal.h"
#include "app/cli/waitfor.h"
#include "app/core/redact.h"
#include "app/http/networkway.h"
#include "app/keys/keychainstore.h"
#include "app/settings/settingsfile.h"
#include "app/storage/store.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QNetworkInterface>
#include <QSslConfiguration>
#include <QStorageInfo>
#include <QTemporaryFile>
#include <QUrl>

#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace Crossroads {

using namespace Qt::StringLiterals;
using State = Diagnosis::State;

static constexpr qint64 answerBytes = 256 * 1024;
static constexpr qint64 littleSpace = 64 * 1024 * 1024;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Doctor", text);
}

static Diagnosis display()
{
    const QString wayland = qEnvironmentVariable("WAYLAND_DISPLAY");
    const QString x11 = qEnvironmentVariable("DISPLAY");
    if (!wayland.isEmpty())
        return {u"display"_s, State::Ok, tr("Wayland display %1.").arg(wayland)};
    if (!x11.isEmpty())
        return {u"display"_s, State::Ok, tr("X11 display %1.").arg(x11)};
    return {u"display"_s, State::Warn, tr("No display: the window can not open, the command line works.")};
}

/// Asks without prompting: a locked keychain stays locked.
static Diagnosis keychain()
{
    KeychainStore keychain;
    const auto state = waitFor(keychain.probe()).result();
    if (state)
        return {u"keychain"_s, State::Ok, tr("Open; keys can be kept in %1.").arg(keychain.serviceName())};
    const Error error = keychainError(state.error());
    return {u"keychain"_s, State::Warn, error.message + u' ' + error.hint};
}

/// Writes as much as a long answer takes, down to the disk. Empty: it went well; else why not.
static QString tryWrite(const QString &folder)
{
    QTemporaryFile file(folder + u"/doctor-XXXXXX"_s);
    if (!file.open() || file.write(QByteArray(answerBytes, 'x')) != answerBytes || !file.flush() ||
        fdatasync(file.handle()) != 0)
        return file.error() == QFileDevice::NoError ? QString::fromLocal8Bit(strerror(errno))
                                                    : file.errorString();
    return {};
}

static Diagnosis store(const Paths &paths)
{
    Store store(paths.database);
    QFuture<Result<void>> opened = store.open();
    opened.waitForFinished();
    if (!opened.result())
        return {u"store"_s, State::Fail, sentences(opened.result().error())};
    const QString folder = QFileInfo(paths.database).path();
    if (const QString why = tryWrite(folder); !why.isEmpty())
        return {u"store"_s, State::Fail,
                tr("Nothing can be written in %1: %2. Free some space; until then nothing is sent.")
                    .arg(folder, why)};
    const qint64 left = QStorageInfo(folder).bytesAvailable();
    if (left >= 0 && left < littleSpace)
        return {u"store"_s, State::Warn,
                tr("Only %1 are left for history and ledger at %2; free some space.")
                    .arg(QLocale().formattedDataSize(left), paths.database)};
    return {u"store"_s, State::Ok,
            tr("History and ledger at %1 can be read and written.").arg(paths.database)};
}

static Diagnosis network()
{
    QStringList up;
    const auto interfaces = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface &one : interfaces) {
        const auto flags = one.flags();
        const bool real =
            flags.testFlag(QNetworkInterface::IsRunning) && !flags.testFlag(QNetworkInterface::IsLoopBack);
        if (real && !one.addressEntries().isEmpty())
            up.append(one.humanReadableName());
    }
    if (up.isEmpty())
        return {u"network"_s, State::Warn,
                tr("No network is connected; local models and the Sandbox still answer.")};
    return {u"network"_s, State::Ok, tr("Connected through %1.").arg(up.join(u", "_s))};
}

static Diagnosis tls()
{
    if (tlsLibrary().isEmpty())
        return {u"tls"_s, State::Fail,
                tr("No TLS library: only http addresses can be reached. Install OpenSSL 3.")};
    const qsizetype authorities = QSslConfiguration::systemCaCertificates().size();
    if (authorities == 0)
        return {u"tls"_s, State::Fail,
                tr("No certificate authorities are installed. Install ca-certificates.")};
    return {u"tls"_s, State::Ok, tr("%1, %2 certificate authorities.").arg(tlsLibrary()).arg(authorities)};
}

/// "HTTPS_PROXY names socks5://127.0.0.1:1080", never with a password.
static QString variableSentence(const ProxyVariable &variable, bool &wrong)
{
    if (variable.isList)
        return tr("%1 leaves out %2.").arg(variable.name, variable.value);
    if (variable.proxy)
        return tr("%1 names %2.").arg(variable.name, variable.proxy->address());
    wrong = true;
    return tr("%1 names no proxy that can be used: %2.")
        .arg(variable.name, withoutCredentials(variable.value));
}

/// The way to the world: chosen in Settings, else the environment's, else the desktop's.
static Diagnosis proxy(const Paths &paths)
{
    const QUrl world(u"https://openrouter.ai"_s);
    const QString chosen = SettingsFile(paths.settings).load().proxy;
    const auto said = proxyFor({.proxy = chosen}, world);
    const Proxy used = said ? *said : desktopProxy(world);
    const bool none = used.kind == Proxy::Kind::None;
    QString sentence = none ? tr("None; requests go straight to the providers.")
                       : said && chosen != "system"_L1 && !chosen.isEmpty()
                           ? tr("Through %1, as chosen in Settings.").arg(used.address())
                           : tr("Through %1, the system's proxy.").arg(used.address());
    bool wrong = false;
    for (const ProxyVariable &variable : proxyVariables())
        sentence += u' ' + variableSentence(variable, wrong);
    return {u"proxy"_s, wrong ? State::Warn : State::Ok, sentence};
}

QList<Diagnosis> examine(const Paths &paths)
{
    QList<Diagnosis> all{display(), keychain(), store(paths), network(), tls(), proxy(paths)};
    for (Diagnosis &one : all)
        one.sentence = redact(one.sentence).trimmed();
    return all;
}

static QString stateName(State state)
{
    return state == State::Ok ? u"ok"_s : state == State::Warn ? u"warn"_s : u"fail"_s;
}

int doctorCommand(const QStringList &words)
{
    Arguments arguments(words);
    const bool json = arguments.flag(u"--json");
    if (!arguments.atEnd()) {
        printError(tr("doctor does not understand %1.").arg(arguments.front()));
        return WrongUse;
    }
    const QList<Diagnosis> all = examine(Paths::standard());
    QJsonArray checks;
    for (const Diagnosis &one : all) {
        checks.append(QJsonObject{
            {"name"_L1, one.name}, {"state"_L1, stateName(one.state)}, {"sentence"_L1, one.sentence}});
        if (!json)
            printOut(u"%1 %2 %3"_s.arg(one.name, -10).arg(stateName(one.state), -5).arg(one.sentence));
    }
    if (json)
        printOut(QJsonDocument(
                     QJsonObject{{"version"_L1, QStringLiteral(CROSSROADS_VERSION)}, {"checks"_L1, checks}})
                     .toJson());
    const bool failed =
        std::ranges::any_of(all, [](const Diagnosis &one) { return one.state == State::Fail; });
    return failed ? NoneDone : AllDone;
}

} // namespace Crossroads
