// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/comparecommand.h"

#include "app/cli/answerjson.h"
#include "app/cli/commandline.h"
#include "app/cli/parameteroptions.h"
#include "app/cli/terminal.h"
#include "app/cli/waitfor.h"
#include "app/core/logging.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLocale>
#include <QSaveFile>

#include <unistd.h>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

namespace {
struct CompareOptions
{
    RunRequest request;
    ProviderOptions providers;
    RouteOptions route;
    ParameterOptions parameters;
    enum class Form { Text, Json, JsonLines } form = Form::Text;
    QString outFile;
    std::optional<int> maxTokens;
    std::optional<double> connectTimeout, firstTokenTimeout, idleTimeout, aliveTimeout;
};

/// Carries one run from start to printed answers.
class CompareRun : public QObject
{
public:
    CompareRun(Services &services, const CompareOptions &options) : m_services(services), m_options(options)
    {
    }
    int exec();

private:
    void take(const QList<LaneUpdate> &updates);
    bool allEnded() const;
    QByteArray document() const;
    QString prose() const;
    int report();
    int exitStatus() const;

    Services &m_services;
    const CompareOptions &m_options;
    RunRecord m_run;
    QList<Answer> m_answers;
    QList<int> m_takes;
    QEventLoop m_loop; // the command's main loop, not a nested one
    bool m_interrupted = false;
};
} // namespace

static Result<void> setSeconds(std::optional<double> &to, Arguments &arguments)
{
    const auto seconds = arguments.number(0.001, 86'400);
    if (!seconds)
        return std::unexpected(seconds.error());
    to = *seconds;
    return {};
}

static Result<bool> takeOption(CompareOptions &options, Arguments &arguments)
{
    const auto store = [](auto &to, auto value) -> Result<bool> {
        if (!value)
            return std::unexpected(value.error());
        to = *value;
        return true;
    };
    const auto seconds = [&](std::optional<double> &to) -> Result<bool> {
        if (const auto set = setSeconds(to, arguments); !set)
            return std::unexpected(set.error());
        return true;
    };
    if (arguments.option(u"--model", u"-m")) {
        const auto model = arguments.value();
        if (!model)
            return std::unexpected(model.error());
        options.request.lineup.append(*model);
        return true;
    }
    if (arguments.option(u"--system"))
        return store(options.request.system, arguments.value());
    if (arguments.option(u"--max-tokens"))
        return store(options.maxTokens, arguments.count(1, 1'000'000));
    if (arguments.option(u"--temperature"))
        return store(options.request.temperature, arguments.number(0, 2));
    if (arguments.option(u"--out"))
        return store(options.outFile, arguments.value());
    if (arguments.option(u"--connect-timeout"))
        return seconds(options.connectTimeout);
    if (arguments.option(u"--first-token-timeout"))
        return seconds(options.firstTokenTimeout);
    if (arguments.option(u"--idle-timeout"))
        return seconds(options.idleTimeout);
    if (arguments.option(u"--alive-timeout"))
        return seconds(options.aliveTimeout);
    if (arguments.flag(u"--json")) {
        options.form = CompareOptions::Form::Json;
        return true;
    }
    if (arguments.flag(u"--jsonl")) {
        options.form = CompareOptions::Form::JsonLines;
        return true;
    }
    if (const auto taken = options.route.take(arguments); !taken || *taken)
        return taken;
    if (const auto taken = options.parameters.take(arguments); !taken || *taken)
        return taken;
    return options.providers.take(arguments);
}

static Result<QString> readPrompt(const QString &word)
{
    if (word != "-"_L1)
        return word;
    QFile in;
    if (!in.open(stdin, QIODevice::ReadOnly))
        return fail(ErrorKind::WrongUse, tr("The prompt can not be read from standard input."));
    QString prompt = QString::fromUtf8(in.readAll());
    while (prompt.endsWith(u'\n'))
        prompt.chop(1);
    return prompt;
}

static Result<CompareOptions> parse(const QStringList &words)
{
    CompareOptions options;
    Arguments arguments(words);
    std::optional<QString> prompt;
    while (!arguments.atEnd()) {
        const auto taken = takeOption(options, arguments);
        if (!taken)
            return std::unexpected(taken.error());
        if (*taken)
            continue;
        const auto word = arguments.word();
        if (!word)
            return fail(ErrorKind::WrongUse, tr("%1 is not an option of compare.").arg(arguments.front()),
                        tr("See crossroads compare --help."));
        if (prompt)
            return fail(ErrorKind::WrongUse, tr("There is more than one prompt."),
                        tr("Put the prompt in quotes."));
        prompt = word;
    }
    if (!prompt)
        return fail(ErrorKind::WrongUse, tr("The prompt is missing."), tr("Write it last, or - to read it."));
    const auto text = readPrompt(*prompt);
    if (!text)
        return std::unexpected(text.error());
    if (text->trimmed().isEmpty())
        return fail(ErrorKind::WrongUse, tr("The prompt is empty."),
                    tr("Write what the models are to answer."));
    options.request.prompt = *text;
    options.request.source = u"cli"_s;
    options.request.parameters = options.parameters.request;
    options.request.attachments = options.parameters.attachments;
    return options;
}

bool CompareRun::allEnded() const
{
    return std::ranges::all_of(m_answers, [](const Answer &answer) { return isEnded(answer.state); });
}

void CompareRun::take(const QList<LaneUpdate> &updates)
{
    for (const LaneUpdate &update : updates) {
        if (update.runId != m_run.id)
            continue;
        m_answers[update.lane].apply(update);
        const bool alive = update.state == LaneState::Alive && !update.event;
        if (alive && m_options.form == CompareOptions::Form::Text && isatty(STDERR_FILENO))
            printError(tr("%1: waiting, the provider is alive.").arg(m_answers[update.lane].displayName));
        if (m_options.form == CompareOptions::Form::JsonLines && (update.event || alive))
            printOut(QJsonDocument(updateJson(update)).toJson(QJsonDocument::Compact) + '\n');
    }
    if (allEnded())
        m_loop.quit();
}

int CompareRun::exec()
{
    connect(&m_services.store(), &Store::failed, this, [](const Error &error) { printError(error); });
    const auto started = m_services.router().start(m_options.request);
    if (!started) {
        printError(started.error());
        return WrongUse;
    }
    m_run = *started;
    for (const LaneSpec &spec : m_run.lanes) {
        Answer answer;
        answer.model = spec.model;
        answer.displayName = spec.displayName;
        m_answers.append(answer);
    }
    // Updates come back over the event loop, so none is missed before this.
    connect(&m_services.store(), &Store::committed, this, &CompareRun::take, Qt::QueuedConnection);
    onInterrupt(this, [this] {
        m_interrupted = true;
        m_services.router().stopRun(m_run.id);
    });
    m_loop.exec();
    m_services.store().endRun(m_run.id);
    return report();
}

QByteArray CompareRun::document() const
{
    const bool lines = m_options.form == CompareOptions::Form::JsonLines;
    return QJsonDocument(runJson(m_run, m_answers))
               .toJson(lines ? QJsonDocument::Compact : QJsonDocument::Indented)
               .trimmed() +
           '\n';
}

static QString figures(const Answer &answer)
{
    QStringList parts{QString(laneStateName(answer.state))};
    if (answer.ttftMs)
        parts.append(u"TTFT %1 s"_s.arg(QLocale().toString(double(*answer.ttftMs) / 1000.0, 'f', 2)));
    const QString about =
        answer.outputIsEstimate() || answer.usageState != UsageState::Reported ? u"~"_s : QString();
    if (const auto speed = answer.tokensPerSecond())
        parts.append(u"%1%2 t/s"_s.arg(about, QLocale().toString(*speed, 'f', 0)));
    if (answer.outputTokens() > 0)
        parts.append(u"%1%2 tok"_s.arg(about, QLocale().toString(answer.outputTokens())));
    if (answer.isSimulated())
        parts.append(tr("$0 simulated"));
    else if (answer.cost)
        parts.append((answer.costState == CostState::Estimated ? u"~$"_s : u"$"_s) +
                     answer.cost->toDecimal());
    else
        parts.append(tr("cost unknown"));
    return parts.join(u" · "_s);
}

QString CompareRun::prose() const
{
    QString text;
    for (const Answer &answer : m_answers) {
        text += u"== %1 · %2\n"_s.arg(answer.model, figures(answer));
        if (!answer.text.isEmpty())
            text += terminalSafe(answer.text).trimmed() + u'\n';
        if (!answer.refusal.isEmpty())
            text += terminalSafe(answer.refusal).trimmed() + u'\n';
        text += u'\n';
    }
    return text.trimmed();
}

int CompareRun::exitStatus() const
{
    if (m_interrupted)
        return Interrupted;
    const auto done = std::ranges::count(m_answers, LaneState::Done, &Answer::state);
    if (done == m_answers.size())
        return AllDone;
    const bool byBudget = std::ranges::all_of(m_answers, [](const Answer &answer) {
        return answer.state == LaneState::Done || (answer.error && answer.error->kind == ErrorKind::Budget);
    });
    return byBudget ? OverBudget : done > 0 ? SomeNotDone : NoneDone;
}

/// Empty where \p bytes are in the file \p name; else why not.
static QString writeFile(const QString &name, const QByteArray &bytes)
{
    const QFileInfo target(name);
    // A device or a pipe is written to; a saved file would take its place.
    if (target.exists() && !target.isFile() && !target.isDir()) {
        QFile device(name);
        const bool written =
            device.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && device.write(bytes) == bytes.size();
        return written ? QString() : device.errorString();
    }
    QSaveFile file(name);
    const bool written =
        file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
    return written ? QString() : file.errorString();
}

int CompareRun::report()
{
    for (const Answer &answer : std::as_const(m_answers)) {
        if (answer.error && answer.error->kind != ErrorKind::Cancelled)
            printError(u"%1: %2"_s.arg(answer.model, sentences(*answer.error)));
    }
    const bool text = m_options.form == CompareOptions::Form::Text;
    if (!m_options.outFile.isEmpty()) {
        const QByteArray bytes = text ? prose().toUtf8() + '\n' : document();
        if (const QString why = writeFile(m_options.outFile, bytes); !why.isEmpty()) {
            printError(tr("%1 can not be written: %2").arg(m_options.outFile, why));
            printOut(bytes); // what was paid for is not lost with the file
            return InternalError;
        }
    } else {
        text ? printOut(prose()) : printOut(document());
    }
    return exitStatus();
}

static Settings withTimeouts(Settings settings, const CompareOptions &options)
{
    const auto set = [](Settings::Duration &to, std::optional<double> seconds) {
        if (seconds)
            to = std::chrono::milliseconds(qint64(*seconds * 1000));
    };
    set(settings.connectTimeout, options.connectTimeout);
    set(settings.firstTokenTimeout, options.firstTokenTimeout);
    if (options.firstTokenTimeout)
        settings.firstTokenTimeouts.clear(); // what is said on the command line goes for every model
    set(settings.idleTimeout, options.idleTimeout);
    set(settings.aliveTimeout, options.aliveTimeout);
    return settings;
}

int compareCommand(const QStringList &arguments)
{
    auto options = parse(arguments);
    if (!options) {
        printError(options.error());
        return WrongUse;
    }
    for (const QString &remark : options->providers.remarks())
        printError(remark);
    const bool keysFromEnv = options->providers.keysFromEnv;
    Services services({Paths::standard(), options->providers.providers, keysFromEnv, !keysFromEnv});
    if (const auto started = services.start(); !started) {
        printError(started.error());
        return InternalError;
    }
    if (options->request.lineup.isEmpty())
        options->request.lineup = services.settings().lineup;
    // The Sandbox asks for no key; anything else may have to wait for the keychain's prompt.
    if (std::ranges::any_of(options->request.lineup,
                            [](const QString &model) { return !model.startsWith("sandbox/"_L1); }))
        waitFor(services.keysLoaded());
    options->request.maxTokens = options->maxTokens.value_or(services.settings().maxTokens);
    options->request.maxTokensAsked = options->maxTokens.has_value();
    if (options->route.anyRule)
        options->request.rules = options->route.rules;
    options->request.seed = options->route.seed;
    options->request.budgets.perRun = options->route.budget;
    options->request.unknownPriceAllowed = options->route.unknownPriceAllowed;
    // Who means to keep a prompt from a provider is told of a slip of the pen before it is sent.
    if (const auto ignored = services.router().checkProviders(options->route.rules.ignore); !ignored) {
        printError(ignored.error());
        return WrongUse;
    }
    for (const QString &model : std::as_const(options->request.lineup)) {
        const auto plan = services.router().plan(model, options->request.rules);
        if (!plan && plan.error().kind == ErrorKind::WrongUse) {
            printError(plan.error());
            return WrongUse;
        }
    }
    services.router().setSettings(withTimeouts(services.settings(), *options));
    return CompareRun(services, *options).exec();
}

} // namespace Crossroads
