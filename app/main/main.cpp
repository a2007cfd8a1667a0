// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/answerjson.h"
#include "app/cli/commandline.h"
#include "app/cli/options.h"
#include "app/cli/terminal.h"
#include "app/core/logging.h"
#include "app/services/services.h"

#ifdef CROSSROADS_UI
#include "ui/shell/uimain.h"

#include <QApplication>
#include <QJsonDocument>
#include <QSaveFile>
#else
#include <QCoreApplication>
#endif

#include <sys/resource.h>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// Keys and prompts are in this process's memory: should it crash, nothing of that is to be written to a
/// disk. The kernel writes no core file then, and the collectors that it pipes to (systemd-coredump, Apport)
/// are told the limit and keep none. It is no wall against other programs of the same person: those may read
/// this process's memory where the system lets them (kernel.yama.ptrace_scope), as they may read the
/// keychain. PR_SET_DUMPABLE would shut them out, and with them the desktop's portals: file dialogs, dark
/// mode.
static void keepMemoryOffTheDisk()
{
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

static QStringList wordsOf(int argc, char **argv)
{
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words.append(QString::fromLocal8Bit(argv[i]));
    return words;
}

/// Takes --log-level LEVEL out of \p words, wherever it stands. Empty: it stands there without a level.
static QString takeLogLevel(QStringList &words)
{
    QString level = u"info"_s;
    for (qsizetype i = 0; i < words.size() && words[i] != "--"_L1; ++i) {
        if (words[i] == "--log-level"_L1) {
            level = words.value(i + 1);
            words.remove(i, qMin(qsizetype(2), words.size() - i));
            break;
        }
        if (words[i].startsWith("--log-level="_L1)) {
            level = words.takeAt(i).mid(12);
            break;
        }
    }
    return level;
}

static void nameApplication()
{
    QCoreApplication::setApplicationName(u"crossroads"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(CROSSROADS_VERSION));
}

#ifdef CROSSROADS_UI
static bool exportRun(const StoredRun &run, const QString &path)
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) &&
           file.write(QJsonDocument(runJson(run.run, run.answers)).toJson()) > 0 && file.commit();
}

static Result<void> parseWindowOptions(const QStringList &words, UiOptions &ui, ProviderOptions &providers)
{
    Arguments arguments(words);
    while (!arguments.atEnd()) {
        if (arguments.option(u"--report-first-paint")) {
            ui.reportFirstPaint = true;
            continue;
        }
        QString *folder = nullptr;
        if (arguments.option(u"--demo"))
            folder = &ui.demoFolder;
        else if (arguments.option(u"--screenshots"))
            folder = &ui.screenshotsFolder;
        if (folder) {
            const auto value = arguments.value();
            if (!value)
                return std::unexpected(value.error());
            *folder = *value;
            continue;
        }
        const auto taken = providers.take(arguments);
        if (!taken)
            return std::unexpected(taken.error());
        if (!*taken)
            return fail(ErrorKind::WrongUse,
                        u"%1 is not an option. See crossroads --help."_s.arg(arguments.front()));
    }
    return {};
}

/// The names of the options among \p words: their values may be secret, or long.
static QStringList optionsAmong(const QStringList &words)
{
    QStringList names;
    for (const QString &word : words) {
        const QString name = word.section(u'=', 0, 0);
        if (name.startsWith("--"_L1) && name.size() > 2 && !names.contains(name))
            names.append(name);
    }
    return names;
}

static int windowMain(int argc, char **argv, const QStringList &words, const QStringList &given)
{
    UiOptions ui;
    ProviderOptions providers;
    if (const auto parsed = parseWindowOptions(words, ui, providers); !parsed) {
        printError(parsed.error());
        return WrongUse;
    }
    for (const QString &remark : providers.remarks())
        printError(remark);
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
        qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        printError(
            u"There is no display to open a window on. Use crossroads compare, or see crossroads --help."_s);
        return InternalError;
    }
    QApplication app(argc, argv);
    ui.exportJson = exportRun;
    ui.given = given;
    ui.complain = [](const QString &sentence) { printError(sentence); };
    Services services({Paths::standard(), providers.providers, providers.keysFromEnv});
    return runWindow(app, services, ui);
}
#endif

int main(int argc, char **argv)
{
    openStandardStreams();
    keepMemoryOffTheDisk();
    nameApplication();
    QStringList words = wordsOf(argc, argv);
    const QStringList all = words;
    const QString level = takeLogLevel(words);
    if (!QStringList{u"debug"_s, u"info"_s, u"warning"_s, u"error"_s}.contains(level)) {
        printError(u"--log-level takes debug, info, warning or error."_s);
        return WrongUse;
    }
    startLogging(Paths::standard().log, level, level == "debug"_L1);
#ifdef CROSSROADS_UI
    if (!isCommandLine(words))
        return windowMain(argc, argv, words, optionsAmong(all));
#else
    Q_UNUSED(all)
    if (words.isEmpty())
        words.append(u"--help"_s);
#endif
    QCoreApplication app(argc, argv);
    return runCommandLine(words);
}
