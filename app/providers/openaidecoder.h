// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/frameddecoder.h"
#include "app/providers/toolcalls.h"

namespace Crossroads {

/// Decodes one answer of the OpenAI wire. Facts and recordings: each leniency below names what sends it.
class OpenAiDecoder : public FramedDecoder
{
public:
    using FramedDecoder::FramedDecoder;

protected:
    void takeObject(QByteArrayView event, const Json &object, StreamEvents &out) override;
    bool takeWord(QByteArrayView event, QByteArrayView data) override;
    FinishReason unified(const QString &native) const override;
    bool mayThinkUnopened() const override { return true; }

private:
    void begin(const Json &object, StreamEvents &out);
    Json spoken(const Json &choice) const;
    void choice(const Json &choice, StreamEvents &out);
    void content(const Json &value, StreamEvents &out);
    void contentPart(const Json &part, StreamEvents &out);
    void thoughts(const Json &delta, StreamEvents &out);
    void toolCalls(const Json &calls, StreamEvents &out);
    void annotations(const Json &notes, StreamEvents &out);
    void images(const Json &images, StreamEvents &out);
    void usages(const Json &object, bool last, StreamEvents &out);
    void toolCall(const Json &call, int position, StreamEvents &out);

    ToolCalls m_calls;
};

} // namespace Crossroads
