// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/vendors.h"

#include "app/core/names.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

static Vendor openAiWire(QString slug, QString name, QString base, QByteArray env, Quirks quirks = {})
{
    return {.slug = std::move(slug),
            .name = std::move(name),
            .baseUrl = QUrl(base),
            .keyEnv = std::move(env),
            .quirks = quirks};
}

static Vendor localServer(QString slug, QString name, QString base)
{
    return {.slug = std::move(slug),
            .name = std::move(name),
            .baseUrl = QUrl(base),
            .keyEnv = {},
            .keyOptional = true};
}

// Base URLs and variables: the vendors' own documentation, November 2026. Slugs are the catalog's.
static QList<Vendor> makeVendors()
{
    const Quirks openAi{.maxCompletionTokens = true};
    const Quirks aggregator{.reportsCost = true};
    const Quirks strict{.streamUsageOption = false}; // refuse unknown fields; send usage unasked
    return {
        openAiWire(u"openrouter"_s, u"OpenRouter"_s, u"https://openrouter.ai/api/v1"_s, "OPENROUTER_API_KEY",
                   aggregator),
        openAiWire(u"openai"_s, u"OpenAI"_s, u"https://api.openai.com/v1"_s, "OPENAI_API_KEY", openAi),
        openAiWire(u"deepseek"_s, u"DeepSeek"_s, u"https://api.deepseek.com"_s, "DEEPSEEK_API_KEY"),
        openAiWire(u"mistral"_s, u"Mistral"_s, u"https://api.mistral.ai/v1"_s, "MISTRAL_API_KEY", strict),
        openAiWire(u"groq"_s, u"Groq"_s, u"https://api.groq.com/openai/v1"_s, "GROQ_API_KEY"),
        openAiWire(u"xai"_s, u"xAI"_s, u"https://api.x.ai/v1"_s, "XAI_API_KEY"),
        openAiWire(u"moonshotai"_s, u"Moonshot"_s, u"https://api.moonshot.ai/v1"_s, "MOONSHOT_API_KEY"),
        openAiWire(u"togetherai"_s, u"Together"_s, u"https://api.together.xyz/v1"_s, "TOGETHER_API_KEY"),
        openAiWire(u"fireworks-ai"_s, u"Fireworks"_s, u"https://api.fireworks.ai/inference/v1"_s,
                   "FIREWORKS_API_KEY"),
        openAiWire(u"cerebras"_s, u"Cerebras"_s, u"https://api.cerebras.ai/v1"_s, "CEREBRAS_API_KEY"),
        openAiWire(u"deepinfra"_s, u"DeepInfra"_s, u"https://api.deepinfra.com/v1/openai"_s,
                   "DEEPINFRA_API_KEY"),
        openAiWire(u"siliconflow"_s, u"SiliconFlow"_s, u"https://api.siliconflow.com/v1"_s,
                   "SILICONFLOW_API_KEY"),
        openAiWire(u"perplexity"_s, u"Perplexity"_s, u"https://api.perplexity.ai"_s, "PERPLEXITY_API_KEY",
                   strict),
        openAiWire(u"nvidia"_s, u"NVIDIA"_s, u"https://integrate.api.nvidia.com/v1"_s, "NVIDIA_API_KEY"),
        openAiWire(u"zai"_s, u"Z.ai"_s, u"https://api.z.ai/api/paas/v4"_s, "ZHIPU_API_KEY"),
        openAiWire(u"alibaba"_s, u"Qwen (DashScope)"_s,
                   u"https://dashscope-intl.aliyuncs.com/compatible-mode/v1"_s, "DASHSCOPE_API_KEY"),
        localServer(u"ollama"_s, u"Ollama"_s, u"http://127.0.0.1:11434/v1"_s),
        localServer(u"lmstudio"_s, u"LM Studio"_s, u"http://127.0.0.1:1234/v1"_s),
        localServer(u"llamacpp"_s, u"llama.cpp"_s, u"http://127.0.0.1:8080/v1"_s),
        localServer(u"vllm"_s, u"vLLM"_s, u"http://127.0.0.1:8000/v1"_s),
    };
}

const QList<Vendor> &knownVendors()
{
    static const QList<Vendor> vendors = makeVendors(); // immutable
    return vendors;
}

const Vendor *findVendor(QStringView slug)
{
    const auto found = std::ranges::find_if(knownVendors(), [&](const Vendor &v) { return v.slug == slug; });
    return found == knownVendors().end() ? nullptr : &*found;
}

static constexpr NameRow<Wire> wires[] = {{Wire::OpenAi, "openai"_L1},
                                          {Wire::Anthropic, "anthropic"_L1},
                                          {Wire::Gemini, "gemini"_L1},
                                          {Wire::Ollama, "ollama"_L1}};

QLatin1StringView wireName(Wire wire)
{
    return nameIn<Wire>(wires, wire);
}

std::optional<Wire> wireFromName(QStringView name)
{
    return valueIn<Wire>(wires, name);
}

} // namespace Crossroads
