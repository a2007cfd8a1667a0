// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/frameddecoder.h"

namespace Crossroads {

/// Decodes one answer of the Ollama wire: /api/chat, and the older /api/generate. done:true is its end mark.
class OllamaDecoder : public FramedDecoder
{
public:
    using FramedDecoder::FramedDecoder;

protected:
    void takeObject(QByteArrayView event, const Json &object, StreamEvents &out) override;
    FinishReason unified(const QString &native) const override;
    bool mayThinkUnopened() const override { return true; }

private:
    void begin(const Json &object, StreamEvents &out);
    void toolCalls(const Json &calls, StreamEvents &out);
    void end(const Json &object, StreamEvents &out);
    void counts(const Json &object, StreamEvents &out);
    int m_calls = 0;
};

} // namespace Crossroads
