// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/parameteroptions.h"

#include "app/routing/attachment.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

/// The JSON document in the file that the option just taken names.
static Result<QJsonDocument> jsonFile(Arguments &arguments)
{
    const auto path = arguments.value();
    if (!path)
        return std::unexpected(path.error());
    QFile file(*path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::WrongUse, tr("%1 can not be read: %2").arg(*path, file.errorString()));
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &parse);
    if (document.isNull())
        return fail(ErrorKind::WrongUse, tr("%1 is not JSON: %2").arg(*path, parse.errorString()));
    return document;
}

/// {name, schema} as OpenAI has it, or a bare schema.
static Result<void> readSchema(ResponseFormat &format, Arguments &arguments)
{
    const auto document = jsonFile(arguments);
    if (!document)
        return std::unexpected(document.error());
    const QJsonObject object = document->object();
    if (object.isEmpty())
        return fail(ErrorKind::WrongUse, tr("--schema needs a file with a JSON schema."));
    const bool wrapped = object["schema"_L1].isObject();
    format.kind = ResponseFormat::Kind::JsonSchema;
    format.name = wrapped ? object["name"_L1].toString() : QString();
    format.schema = wrapped ? object["schema"_L1].toObject() : object;
    format.strict = object["strict"_L1].toBool(true);
    return {};
}

/// An array of functions: {name, description, parameters}, bare or wrapped as OpenAI has them.
static Result<void> readTools(QList<ToolDefinition> &tools, Arguments &arguments)
{
    const auto document = jsonFile(arguments);
    if (!document)
        return std::unexpected(document.error());
    const QJsonArray array = document->isArray() ? document->array() : QJsonArray{document->object()};
    for (const QJsonValue &value : array) {
        const QJsonObject tool =
            value["function"_L1].isObject() ? value["function"_L1].toObject() : value.toObject();
        if (tool["name"_L1].toString().isEmpty())
            return fail(ErrorKind::WrongUse, tr("A tool in the file has no name."),
                        tr("Each tool is an object with name, description and parameters."));
        tools.append({.name = tool["name"_L1].toString(),
                      .description = tool["description"_L1].toString(),
                      .parameters = tool["parameters"_L1].toObject(),
                      .strict = tool["strict"_L1].toBool()});
    }
    return {};
}

static Result<void> readToolChoice(ToolChoice &choice, Arguments &arguments)
{
    const auto word = arguments.value();
    if (!word)
        return std::unexpected(word.error());
    if (*word == "auto"_L1)
        choice = {ToolChoice::Mode::Auto, {}};
    else if (*word == "none"_L1)
        choice = {ToolChoice::Mode::None, {}};
    else if (*word == "required"_L1)
        choice = {ToolChoice::Mode::Required, {}};
    else
        choice = {ToolChoice::Mode::Named, *word};
    return {};
}

static Result<void> readReasoning(ReasoningRequest &reasoning, Arguments &arguments)
{
    const auto word = arguments.value();
    if (!word)
        return std::unexpected(word.error());
    bool isNumber = false;
    const int tokens = word->toInt(&isNumber);
    reasoning.effort = effortFromName(*word);
    if (isNumber && tokens > 0)
        reasoning.budgetTokens = tokens;
    if (!reasoning.isAsked())
        return fail(ErrorKind::WrongUse, tr("--reasoning does not take %1.").arg(*word),
                    tr("It takes none, minimal, low, medium, high, xhigh, max or a number of tokens."));
    return {};
}

Result<bool> ParameterOptions::take(Arguments &arguments)
{
    const auto done = [](const Result<void> &result) -> Result<bool> {
        if (!result)
            return std::unexpected(result.error());
        return true;
    };
    const auto store = [](auto &to, auto value) -> Result<bool> {
        if (!value)
            return std::unexpected(value.error());
        to = *value;
        return true;
    };
    if (arguments.option(u"--top-p"))
        return store(request.topP, arguments.number(0, 1));
    if (arguments.option(u"--top-k"))
        return store(request.topK, arguments.count(1, 1'000'000));
    if (arguments.option(u"--frequency-penalty"))
        return store(request.frequencyPenalty, arguments.number(-2, 2));
    if (arguments.option(u"--presence-penalty"))
        return store(request.presencePenalty, arguments.number(-2, 2));
    if (arguments.option(u"--model-seed"))
        return store(request.seed, arguments.count(0, std::numeric_limits<int>::max()));
    if (arguments.option(u"--stop")) {
        const auto text = arguments.value();
        if (!text)
            return std::unexpected(text.error());
        request.stop.append(*text);
        return true;
    }
    if (arguments.option(u"--reasoning"))
        return done(readReasoning(request.reasoning, arguments));
    if (arguments.flag(u"--json-object")) {
        request.format.kind = ResponseFormat::Kind::JsonObject;
        return true;
    }
    if (arguments.option(u"--schema"))
        return done(readSchema(request.format, arguments));
    if (arguments.option(u"--tools"))
        return done(readTools(request.tools, arguments));
    if (arguments.option(u"--tool-choice"))
        return done(readToolChoice(request.toolChoice, arguments));
    if (arguments.option(u"--attach")) {
        const auto path = arguments.value();
        if (!path)
            return std::unexpected(path.error());
        const auto part = attachmentFromFile(*path);
        if (!part)
            return std::unexpected(part.error());
        attachments.append(*part);
        return true;
    }
    if (arguments.flag(u"--cache-prompt")) {
        request.systemCacheMark = true;
        return true;
    }
    if (arguments.flag(u"--strict-parameters")) {
        request.strict = true;
        return true;
    }
    return false;
}

} // namespace Crossroads
