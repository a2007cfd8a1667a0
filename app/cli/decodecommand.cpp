// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/decodecommand.h"

#include "app/cli/answerjson.h"
#include "app/cli/commandline.h"
#include "app/cli/options.h"
#include "app/cli/terminal.h"
#include "app/providers/adapter.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

namespace {
struct DecodeOptions
{
    std::optional<Wire> wire;
    /// As nothing is known of it, it is taken for a server of the person's own.
    Vendor vendor{
        .slug = u"recorded"_s, .name = u"The provider"_s, .baseUrl = {}, .keyEnv = {}, .custom = true};
    QString file;
};
} // namespace

static Result<void> takeWire(DecodeOptions &options, Arguments &arguments)
{
    const auto name = arguments.value();
    if (!name)
        return std::unexpected(name.error());
    options.wire = wireFromName(*name);
    if (!options.wire)
        return fail(ErrorKind::WrongUse, tr("--wire takes openai, anthropic, gemini or ollama."));
    return {};
}

static Result<void> takeProvider(DecodeOptions &options, Arguments &arguments)
{
    const auto name = arguments.value();
    if (!name)
        return std::unexpected(name.error());
    if (const Vendor *known = findVendor(*name))
        options.vendor = *known;
    else
        options.vendor.slug = options.vendor.name = *name;
    return {};
}

static Result<DecodeOptions> parse(const QStringList &words)
{
    DecodeOptions options;
    Arguments arguments(words);
    while (!arguments.atEnd()) {
        Result<void> taken;
        if (arguments.option(u"--wire"))
            taken = takeWire(options, arguments);
        else if (arguments.option(u"--provider"))
            taken = takeProvider(options, arguments);
        else if (const auto word = arguments.word(); word && options.file.isEmpty())
            options.file = *word;
        else
            taken = fail(ErrorKind::WrongUse,
                         tr("decode does not understand %1.").arg(word.value_or(arguments.front())));
        if (!taken)
            return std::unexpected(taken.error());
    }
    if (options.file.isEmpty() || !options.wire)
        return fail(ErrorKind::WrongUse, tr("decode needs --wire and a file, or - for standard input."));
    return options;
}

static Result<QByteArray> readInput(const QString &name)
{
    QFile file(name);
    const bool open = name == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!open)
        return fail(ErrorKind::WrongUse, tr("%1 can not be read: %2").arg(name, file.errorString()));
    return file.readAll();
}

static Answer decode(const Adapter &adapter, const Vendor &vendor, const QByteArray &bytes)
{
    const auto decoder = adapter.decoder(vendor, {});
    StreamEvents events = decoder->feed(bytes);
    events += decoder->finish(std::nullopt);
    Answer answer;
    for (const StreamEvent &event : std::as_const(events)) {
        LaneUpdate update;
        update.event = event;
        update.state = LaneState::Streaming;
        if (std::holds_alternative<Finished>(event))
            update.state = LaneState::Done;
        else if (std::holds_alternative<Failed>(event))
            update.state = answer.ttftMs ? LaneState::Incomplete : LaneState::Failed;
        answer.apply(update);
    }
    answer.model = answer.answeredModel;
    if (answer.usage.reportedCost) {
        answer.cost = answer.usage.reportedCost;
        answer.costState = CostState::Reported;
    }
    answer.ttftMs.reset(); // a recording has no times
    return answer;
}

int decodeCommand(const QStringList &arguments)
{
    const auto options = parse(arguments);
    const auto bytes = options ? readInput(options->file) : std::unexpected(options.error());
    if (!bytes) {
        printError(bytes.error());
        return WrongUse;
    }
    const Adapter *adapter = adapterFor(*options->wire);
    if (!adapter) {
        printError(tr("This version does not decode the %1 wire yet.").arg(wireName(*options->wire)));
        return WrongUse;
    }
    const Answer answer = decode(*adapter, options->vendor, *bytes);
    printOut(QJsonDocument(answerJson(answer, 0)).toJson(QJsonDocument::Indented));
    if (answer.error)
        printError(*answer.error);
    return answer.state == LaneState::Done ? AllDone : SomeNotDone;
}

} // namespace Crossroads
