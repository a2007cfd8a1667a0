// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/vendortable.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

static QList<Vendor> gateways()
{
    return {
        {.slug = u"openrouter"_s,
         .name = u"OpenRouter"_s,
         .baseUrl = QUrl(u"https://openrouter.ai/api/v1"_s),
         .keyEnv = "OPENROUTER_API_KEY",
         .quirks = {.reportsCost = true,
                    .takesTopK = true,
                    .cacheMarks = true,
                    .openAiFields = true,
                    .reasoning = ReasoningStyle::Object,
                    .titleHeader = "X-OpenRouter-Title"},
         .keyFormats = {onlyTheirs(u"sk-or-[\\w-]{20,}"_s)},
         .keyTestPath = "/key", // the model list is public
         .balance = BalanceApi::OpenRouterKey,
         .balancePath = "/api/v1/key",
         .docsUrl = QUrl(u"https://openrouter.ai/docs"_s),
         .keysUrl = QUrl(u"https://openrouter.ai/settings/keys"_s),
         .topUpUrl = QUrl(u"https://openrouter.ai/settings/credits"_s)},
        {.slug = u"vercel"_s,
         .name = u"Vercel AI Gateway"_s,
         .baseUrl = QUrl(u"https://ai-gateway.vercel.sh/v1"_s),
         .keyEnv = "AI_GATEWAY_API_KEY",
         .quirks = {.reportsCost = true,
                    .cacheMarks = true,
                    .openAiFields = true,
                    .reasoning = ReasoningStyle::Object},
         .keyFormats = {onlyTheirs(u"vck_[A-Za-z0-9]{20,}"_s)},
         .keyTestPath = "/credits", // the model list is public
         .balance = BalanceApi::Vercel,
         .balancePath = "/v1/credits",
         .docsUrl = QUrl(u"https://vercel.com/docs/ai-gateway"_s),
         .keysUrl = QUrl(u"https://vercel.com/dashboard/ai-gateway/api-keys"_s),
         .topUpUrl = QUrl(u"https://vercel.com/dashboard/ai-gateway"_s)},
        {.slug = u"huggingface"_s,
         .name = u"Hugging Face"_s,
         .baseUrl = QUrl(u"https://router.huggingface.co/v1"_s),
         .keyEnv = "HF_TOKEN",
         .otherKeyEnvs = {"HUGGINGFACE_API_KEY", "HUGGING_FACE_HUB_TOKEN"},
         .keyFormats = {onlyTheirs(u"hf_[A-Za-z0-9]{30,}"_s), onlyTheirs(u"api_org_[A-Za-z0-9]{20,}"_s)},
         .docsUrl = QUrl(u"https://huggingface.co/docs/inference-providers"_s),
         .keysUrl = QUrl(u"https://huggingface.co/settings/tokens"_s),
         .topUpUrl = QUrl(u"https://huggingface.co/settings/billing"_s)},
        {.slug = u"venice"_s,
         .name = u"Venice"_s,
         .baseUrl = QUrl(u"https://api.venice.ai/api/v1"_s),
         .keyEnv = "VENICE_API_KEY",
         .docsUrl = QUrl(u"https://docs.venice.ai"_s),
         .keysUrl = QUrl(u"https://venice.ai/settings/api"_s),
         .topUpUrl = QUrl(u"https://venice.ai/settings/api"_s)},
    };
}

QList<Vendor> hostsOfModels()
{
    return gateways() + QList<Vendor>{
                            {.slug = u"groq"_s,
                             .name = u"Groq"_s,
                             .baseUrl = QUrl(u"https://api.groq.com/openai/v1"_s),
                             .keyEnv = "GROQ_API_KEY",
                             .quirks = {.refusesUnknown = true,
                                        .knownFields = {"reasoning_format", "include_reasoning",
                                                        "service_tier", "user", "search_settings",
                                                        "documents", "citation_options", "compound_custom"}},
                             .keyFormats = {onlyTheirs(u"gsk_[A-Za-z0-9]{40,}"_s)},
                             .docsUrl = QUrl(u"https://console.groq.com/docs"_s),
                             .keysUrl = QUrl(u"https://console.groq.com/keys"_s),
                             .topUpUrl = QUrl(u"https://console.groq.com/settings/billing"_s)},
                            {.slug = u"cerebras"_s,
                             .name = u"Cerebras"_s,
                             .baseUrl = QUrl(u"https://api.cerebras.ai/v1"_s),
                             .keyEnv = "CEREBRAS_API_KEY",
                             .quirks = {.refusesUnknown = true,
                                        .knownFields = {"user", "logprobs", "top_logprobs", "logit_bias",
                                                        "prediction", "service_tier", "clear_thinking"}},
                             .keyFormats = {onlyTheirs(u"csk-[a-z0-9]{40,}"_s)},
                             .docsUrl = QUrl(u"https://inference-docs.cerebras.ai"_s),
                             .keysUrl = QUrl(u"https://cloud.cerebras.ai"_s),
                             .topUpUrl = QUrl(u"https://cloud.cerebras.ai"_s)},
                            {.slug = u"togetherai"_s,
                             .name = u"Together"_s,
                             .baseUrl = QUrl(u"https://api.together.xyz/v1"_s),
                             .keyEnv = "TOGETHER_API_KEY",
                             .quirks = {.takesTopK = true},
                             .keyFormats = {onlyTheirs(u"tgp_v1_[\\w-]{40,}"_s), shared(u"[0-9a-f]{64}"_s)},
                             .docsUrl = QUrl(u"https://docs.together.ai"_s),
                             .keysUrl = QUrl(u"https://api.together.ai/settings/api-keys"_s),
                             .topUpUrl = QUrl(u"https://api.together.ai/settings/billing"_s)},
                            {.slug = u"fireworks-ai"_s,
                             .name = u"Fireworks"_s,
                             .baseUrl = QUrl(u"https://api.fireworks.ai/inference/v1"_s),
                             .keyEnv = "FIREWORKS_API_KEY",
                             .quirks = {.takesTopK = true, .reasoning = ReasoningStyle::ThinkingOrEffort},
                             .keyFormats = {onlyTheirs(u"fw_[A-Za-z0-9]{22,}"_s)},
                             .docsUrl = QUrl(u"https://fireworks.ai/docs"_s),
                             .keysUrl = QUrl(u"https://app.fireworks.ai/settings/users/api-keys"_s),
                             .topUpUrl = QUrl(u"https://app.fireworks.ai/account/billing"_s)},
                            {.slug = u"deepinfra"_s,
                             .name = u"DeepInfra"_s,
                             .baseUrl = QUrl(u"https://api.deepinfra.com/v1/openai"_s),
                             .keyEnv = "DEEPINFRA_API_KEY",
                             .quirks = {.takesTopK = true},
                             .otherKeyEnvs = {"DEEPINFRA_TOKEN"},
                             .docsUrl = QUrl(u"https://deepinfra.com/docs"_s),
                             .keysUrl = QUrl(u"https://deepinfra.com/dash/api_keys"_s),
                             .topUpUrl = QUrl(u"https://deepinfra.com/dash/billing"_s)},
                            {.slug = u"novita-ai"_s,
                             .name = u"Novita"_s,
                             .baseUrl = QUrl(u"https://api.novita.ai/openai"_s),
                             .keyEnv = "NOVITA_API_KEY",
                             .quirks = {.takesTopK = true},
                             .balance = BalanceApi::Novita,
                             .balancePath = "/openapi/v1/billing/balance/detail",
                             .docsUrl = QUrl(u"https://novita.ai/docs"_s),
                             .keysUrl = QUrl(u"https://novita.ai/settings/key-management"_s),
                             .topUpUrl = QUrl(u"https://novita.ai/billing"_s)},
                            {.slug = u"nvidia"_s,
                             .name = u"NVIDIA"_s,
                             .baseUrl = QUrl(u"https://integrate.api.nvidia.com/v1"_s),
                             .keyEnv = "NVIDIA_API_KEY",
                             .keyFormats = {onlyTheirs(u"nvapi-[0-9A-Za-z_-]{40,}"_s)},
                             .docsUrl = QUrl(u"https://docs.api.nvidia.com/nim"_s),
                             .keysUrl = QUrl(u"https://build.nvidia.com/settings/api-keys"_s)},
                            {.slug = u"nebius"_s,
                             .name = u"Nebius"_s,
                             .baseUrl = QUrl(u"https://api.tokenfactory.nebius.com/v1"_s),
                             .keyEnv = "NEBIUS_API_KEY",
                             .quirks = {.takesTopK = true},
                             .docsUrl = QUrl(u"https://docs.tokenfactory.nebius.com"_s),
                             .keysUrl = QUrl(u"https://tokenfactory.nebius.com"_s),
                             .topUpUrl = QUrl(u"https://tokenfactory.nebius.com"_s)},
                            {.slug = u"baseten"_s,
                             .name = u"Baseten"_s,
                             .baseUrl = QUrl(u"https://inference.baseten.co/v1"_s),
                             .keyEnv = "BASETEN_API_KEY",
                             .docsUrl = QUrl(u"https://docs.baseten.co"_s),
                             .keysUrl = QUrl(u"https://app.baseten.co/settings/api_keys"_s),
                             .topUpUrl = QUrl(u"https://app.baseten.co/settings/billing"_s)},
                            {.slug = u"ollama-cloud"_s,
                             .name = u"Ollama Cloud"_s,
                             .baseUrl = QUrl(u"https://ollama.com"_s),
                             .wire = Wire::Ollama,
                             .keyEnv = "OLLAMA_API_KEY",
                             .keyFormats = {onlyTheirs(u"[0-9a-f]{32}\\.[\\w-]{17,}"_s)},
                             .docsUrl = QUrl(u"https://docs.ollama.com/cloud"_s),
                             .keysUrl = QUrl(u"https://ollama.com/settings/keys"_s)},
                        };
}

QList<Vendor> localServers()
{
    const auto server = [](QString slug, QString name, QString base, QString docs, Quirks quirks = {}) {
        return Vendor{.slug = std::move(slug),
                      .name = std::move(name),
                      .baseUrl = QUrl(base),
                      .keyEnv = {},
                      .keyOptional = true,
                      .quirks = std::move(quirks),
                      .docsUrl = QUrl(docs),
                      .local = true};
    };
    // LM Studio and llama.cpp ignore what they do not know: an effort would seem to be taken.
    const Quirks plain{.takesTopK = true, .reasoning = ReasoningStyle::None};
    Vendor ollama =
        server(u"ollama"_s, u"Ollama"_s, u"http://127.0.0.1:11434"_s, u"https://docs.ollama.com"_s);
    ollama.wire = Wire::Ollama;
    return {ollama,
            server(u"lmstudio"_s, u"LM Studio"_s, u"http://127.0.0.1:1234/v1"_s,
                   u"https://lmstudio.ai/docs"_s, plain),
            server(u"llamacpp"_s, u"llama.cpp"_s, u"http://127.0.0.1:8080/v1"_s,
                   u"https://github.com/ggml-org/llama.cpp/tree/master/tools/server"_s, plain),
            server(u"vllm"_s, u"vLLM"_s, u"http://127.0.0.1:8000/v1"_s, u"https://docs.vllm.ai"_s,
                   {.takesTopK = true})};
}

} // namespace Crossroads
