// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/ollamadecoder.h"

#include "app/providers/providererror.h"

#include <QCoreApplication>
#include <QLocale>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

FinishReason OllamaDecoder::unified(const QString &native) const
{
    // Ollama says stop, length, load and unload; servers that speak its wire for others may say our words.
    return finishReasonFromName(native).value_or(FinishReason::Unknown);
}

void OllamaDecoder::takeObject(QByteArrayView event, const Json &object, StreamEvents &out)
{
    const Json message = object["message"];
    const bool chat = message.isObject();
    const bool ofAnswer = chat || object["response"].isString() || object.contains("done");
    if (isError(event, object, ofAnswer && !object.contains("error") ? std::nullopt : complaintIn(object))) {
        counts(object, out);
        return;
    }
    begin(object, out);
    const Json words = chat ? message : object;
    reasoning(words["thinking"].text(), {}, out);
    text(words[chat ? "content" : "response"].text(), out);
    toolCalls(message["tool_calls"], out);
    message["images"].elements([&](const Json &one) {
        const QByteArray bytes = QByteArray::fromBase64(one.utf8().toByteArray());
        image(Media{pictureType(bytes), bytes}, out);
    });
    if (object["done"].truth())
        end(object, out);
}

void OllamaDecoder::begin(const Json &object, StreamEvents &out)
{
    if (started())
        return;
    // A local server hands cloud models on and names the host that answers.
    start({object["model"].text(), {}, QUrl(object["remote_host"].text()).host()}, out);
}

void OllamaDecoder::toolCalls(const Json &calls, StreamEvents &out)
{
    calls.elements([&](const Json &call) {
        const Json function = call["function"];
        const Json arguments = function["arguments"];
        const QString id = call["id"].text();
        // Each call is whole, and older servers number every one of them 0 and name none.
        const int index = m_calls++;
        tool({.index = index,
              .id = id.isEmpty() ? u"call_%1"_s.arg(index + 1) : id,
              .name = function["name"].text(),
              .arguments = arguments.isObject() ? arguments.compact() : arguments.text()},
             out);
    });
}

void OllamaDecoder::counts(const Json &object, StreamEvents &out)
{
    ToldUsage told;
    told.input = tokenCount(object["prompt_eval_count"]); // a prompt that is still cached is not counted
    told.output = tokenCount(object["eval_count"]);
    usage(told, true, out);
}

void OllamaDecoder::end(const Json &object, StreamEvents &out)
{
    const QString reason = object["done_reason"].text();
    if (reason == "load"_L1)
        out.append(Noted{tr("%1 loaded the model and made no answer.").arg(vendor().name)});
    else if (reason == "unload"_L1)
        out.append(Noted{tr("%1 unloaded the model and made no answer.").arg(vendor().name)});
    else if (const double seconds = double(object["load_duration"].integer()) / 1e9; seconds >= 1)
        //: %2: seconds, like "12.3"
        out.append(Noted{tr("%1 loaded the model first, which took %2 s.")
                             .arg(vendor().name, QLocale().toString(seconds, 'f', 1))});
    counts(object, out);
    sawFinish(reason);
    sawEndMark();
}

} // namespace Crossroads
