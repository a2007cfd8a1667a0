// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/vendortable.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
/// Where the sites of one vendor differ. A key and the credit of one site are worth nothing at another. The
/// vendors name one variable for all of their sites; it is read for each, after the site's own.
struct Site
{
    QString slug;
    QString name;
    QString region;
    QString currency;
    QString base;
    QByteArray env;
    QList<QByteArray> sharedEnvs;
    QString docs;
    QString keys;
    QString topUp;
};
} // namespace

/// \p common with what \p site has of its own.
static Vendor at(Vendor common, const Site &site)
{
    common.slug = site.slug;
    common.name = site.name;
    common.region = site.region;
    common.currency = site.currency;
    common.baseUrl = QUrl(site.base);
    common.keyEnv = site.env;
    common.otherKeyEnvs = site.sharedEnvs;
    common.docsUrl = QUrl(site.docs);
    common.keysUrl = QUrl(site.keys);
    common.topUpUrl = QUrl(site.topUp);
    return common;
}

/// What the sites of one vendor have in common; at() fills in the rest.
static Vendor common(Quirks quirks, QList<KeyFormat> keyFormats)
{
    return {.slug = {},
            .name = {},
            .baseUrl = {},
            .keyEnv = {},
            .quirks = std::move(quirks),
            .keyFormats = std::move(keyFormats)};
}

static QList<Vendor> moonshot()
{
    // The K2.5 and later switch by thinking.type alone; the temperature of thinking models is fixed.
    Vendor api = common({.reasoning = ReasoningStyle::ThinkingType},
                        {shared(u"sk-(?!.{20}T3BlbkFJ)[A-Za-z0-9]{48}"_s)});
    api.keyTestPath = "/users/me/balance";
    api.balance = BalanceApi::Moonshot;
    api.balancePath = "/v1/users/me/balance";
    const Vendor plan =
        common({.reasoning = ReasoningStyle::ThinkingType}, {shared(u"sk-kimi-[\\w-]{20,}"_s)});
    return {at(api, {.slug = u"moonshotai"_s,
                     .name = u"Moonshot"_s,
                     .region = u"International"_s,
                     .currency = u"USD"_s,
                     .base = u"https://api.moonshot.ai/v1"_s,
                     .env = "MOONSHOT_API_KEY",
                     .sharedEnvs = {},
                     .docs = u"https://platform.moonshot.ai/docs"_s,
                     .keys = u"https://platform.moonshot.ai/console/api-keys"_s,
                     .topUp = u"https://platform.moonshot.ai/console/pay"_s}),
            at(api, {.slug = u"moonshotai-cn"_s,
                     .name = u"Moonshot (China)"_s,
                     .region = u"China"_s,
                     .currency = u"CNY"_s,
                     .base = u"https://api.moonshot.cn/v1"_s,
                     .env = "MOONSHOT_CN_API_KEY",
                     .sharedEnvs = {"MOONSHOT_API_KEY"},
                     .docs = u"https://platform.moonshot.cn/docs"_s,
                     .keys = u"https://platform.moonshot.cn/console/api-keys"_s,
                     .topUp = u"https://platform.moonshot.cn/console/pay"_s}),
            at(plan, {.slug = u"kimi-code-plan-cn"_s,
                      .name = u"Kimi Code (kimi.com)"_s,
                      .region = u"China"_s,
                      .currency = u"CNY"_s,
                      .base = u"https://api.kimi.com/coding/v1"_s,
                      .env = "KIMI_CN_API_KEY",
                      .sharedEnvs = {"KIMI_API_KEY"},
                      .docs = u"https://www.kimi.com/code/docs"_s,
                      .keys = u"https://www.kimi.com/code/console"_s,
                      .topUp = u"https://www.kimi.com/code"_s}),
            at(plan, {.slug = u"kimi-code-plan-global"_s,
                      .name = u"Kimi Code (kimi.ai)"_s,
                      .region = u"International"_s,
                      .currency = u"USD"_s,
                      .base = u"https://api.kimi.ai/coding/v1"_s,
                      .env = "KIMI_API_KEY",
                      .sharedEnvs = {},
                      .docs = u"https://www.kimi.ai/code/docs"_s,
                      .keys = u"https://www.kimi.ai/code/console"_s,
                      .topUp = u"https://www.kimi.ai/code"_s})};
}

static QList<Vendor> miniMax()
{
    const QString oldKey = u"eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+"_s; // a JSON web token, as others use too
    const Vendor api =
        common({.reasoning = ReasoningStyle::None}, {shared(u"sk-api-[\\w-]{20,}"_s), shared(oldKey)});
    Vendor plan = common({}, {shared(u"sk-cp-[\\w-]{20,}"_s)});
    plan.wire = Wire::Anthropic; // subscriptions are served at the door for coding programs
    plan.auth = AuthStyle::BearerAndXApiKey;
    return {at(api, {.slug = u"minimax"_s,
                     .name = u"MiniMax"_s,
                     .region = u"International"_s,
                     .currency = u"USD"_s,
                     .base = u"https://api.minimax.io/v1"_s,
                     .env = "MINIMAX_API_KEY",
                     .sharedEnvs = {},
                     .docs = u"https://platform.minimax.io/docs"_s,
                     .keys = u"https://platform.minimax.io/user-center/basic-information/interface-key"_s,
                     .topUp = u"https://platform.minimax.io/user-center/payment/balance"_s}),
            at(api, {.slug = u"minimax-cn"_s,
                     .name = u"MiniMax (China)"_s,
                     .region = u"China"_s,
                     .currency = u"CNY"_s,
                     .base = u"https://api.minimaxi.com/v1"_s,
                     .env = "MINIMAX_CN_API_KEY",
                     .sharedEnvs = {"MINIMAX_API_KEY"},
                     .docs = u"https://platform.minimaxi.com/docs"_s,
                     .keys = u"https://platform.minimaxi.com/user-center/basic-information/interface-key"_s,
                     .topUp = u"https://platform.minimaxi.com/user-center/payment/balance"_s}),
            at(plan, {.slug = u"minimax-coding-plan"_s,
                      .name = u"MiniMax Token Plan"_s,
                      .region = u"International"_s,
                      .currency = u"USD"_s,
                      .base = u"https://api.minimax.io/anthropic/v1"_s,
                      .env = "MINIMAX_CODING_PLAN_API_KEY",
                      .sharedEnvs = {},
                      .docs = u"https://platform.minimax.io/docs"_s,
                      .keys = u"https://platform.minimax.io/user-center/payment/coding-plan"_s,
                      .topUp = u"https://platform.minimax.io/subscribe/coding-plan"_s}),
            at(plan, {.slug = u"minimax-cn-coding-plan"_s,
                      .name = u"MiniMax Token Plan (China)"_s,
                      .region = u"China"_s,
                      .currency = u"CNY"_s,
                      .base = u"https://api.minimaxi.com/anthropic/v1"_s,
                      .env = "MINIMAX_CN_CODING_PLAN_API_KEY",
                      .sharedEnvs = {"MINIMAX_CODING_PLAN_API_KEY"},
                      .docs = u"https://platform.minimaxi.com/docs"_s,
                      .keys = u"https://platform.minimaxi.com/user-center/payment/coding-plan"_s,
                      .topUp = u"https://platform.minimaxi.com/subscribe/coding-plan"_s})};
}

static QList<Vendor> stepFun()
{
    Vendor api = common({}, {});
    const Vendor plan = api;
    Vendor inChina = api;
    inChina.balance = BalanceApi::StepFun;
    inChina.balancePath = "/v1/accounts";
    return {at(inChina, {.slug = u"stepfun"_s,
                         .name = u"StepFun (China)"_s,
                         .region = u"China"_s,
                         .currency = u"CNY"_s,
                         .base = u"https://api.stepfun.com/v1"_s,
                         .env = "STEPFUN_API_KEY",
                         .sharedEnvs = {},
                         .docs = u"https://platform.stepfun.com/docs"_s,
                         .keys = u"https://platform.stepfun.com/interface-key"_s,
                         .topUp = u"https://platform.stepfun.com/account-overview"_s}),
            at(api, {.slug = u"stepfun-ai"_s,
                     .name = u"StepFun"_s,
                     .region = u"International"_s,
                     .currency = u"USD"_s,
                     .base = u"https://api.stepfun.ai/v1"_s,
                     .env = "STEPFUN_AI_API_KEY",
                     .sharedEnvs = {"STEPFUN_API_KEY"},
                     .docs = u"https://platform.stepfun.ai/docs"_s,
                     .keys = u"https://platform.stepfun.ai/interface-key"_s,
                     .topUp = u"https://platform.stepfun.ai/account-overview"_s}),
            at(plan, {.slug = u"stepfun-step-plan"_s,
                      .name = u"StepFun Step Plan (China)"_s,
                      .region = u"China"_s,
                      .currency = u"CNY"_s,
                      .base = u"https://api.stepfun.com/step_plan/v1"_s,
                      .env = "STEPFUN_STEP_PLAN_API_KEY",
                      .sharedEnvs = {"STEPFUN_API_KEY"},
                      .docs = u"https://platform.stepfun.com/docs"_s,
                      .keys = u"https://platform.stepfun.com/interface-key"_s,
                      .topUp = u"https://platform.stepfun.com/account-overview"_s}),
            at(plan, {.slug = u"stepfun-ai-step-plan"_s,
                      .name = u"StepFun Step Plan"_s,
                      .region = u"International"_s,
                      .currency = u"USD"_s,
                      .base = u"https://api.stepfun.ai/step_plan/v1"_s,
                      .env = "STEPFUN_AI_STEP_PLAN_API_KEY",
                      .sharedEnvs = {"STEPFUN_AI_API_KEY", "STEPFUN_API_KEY"},
                      .docs = u"https://platform.stepfun.ai/docs"_s,
                      .keys = u"https://platform.stepfun.ai/interface-key"_s,
                      .topUp = u"https://platform.stepfun.ai/account-overview"_s})};
}

static QList<Vendor> zhipu()
{
    const Vendor glm = common({.toolChoice = false, .reasoning = ReasoningStyle::ThinkingType},
                              {shared(u"[0-9a-f]{32}\\.[A-Za-z0-9]{16}"_s)});
    return {at(glm, {.slug = u"zai"_s,
                     .name = u"Z.ai"_s,
                     .region = u"International"_s,
                     .currency = u"USD"_s,
                     .base = u"https://api.z.ai/api/paas/v4"_s,
                     .env = "ZAI_API_KEY",
                     .sharedEnvs = {"ZHIPU_API_KEY"},
                     .docs = u"https://docs.z.ai"_s,
                     .keys = u"https://z.ai/manage-apikey/apikey-list"_s,
                     .topUp = u"https://z.ai/manage-apikey/billing"_s}),
            at(glm, {.slug = u"zhipuai"_s,
                     .name = u"Zhipu"_s,
                     .region = u"China"_s,
                     .currency = u"CNY"_s,
                     .base = u"https://open.bigmodel.cn/api/paas/v4"_s,
                     .env = "ZHIPU_API_KEY",
                     .sharedEnvs = {"ZHIPUAI_API_KEY"},
                     .docs = u"https://docs.bigmodel.cn"_s,
                     .keys = u"https://bigmodel.cn/usercenter/proj-mgmt/apikeys"_s,
                     .topUp = u"https://bigmodel.cn/finance/pay"_s}),
            at(glm, {.slug = u"zai-coding-plan"_s,
                     .name = u"Z.ai Coding Plan"_s,
                     .region = u"International"_s,
                     .currency = u"USD"_s,
                     .base = u"https://api.z.ai/api/coding/paas/v4"_s,
                     .env = "ZAI_CODING_PLAN_API_KEY",
                     .sharedEnvs = {"ZAI_API_KEY", "ZHIPU_API_KEY"},
                     .docs = u"https://docs.z.ai/devpack/overview"_s,
                     .keys = u"https://z.ai/manage-apikey/apikey-list"_s,
                     .topUp = u"https://z.ai/subscribe"_s}),
            at(glm, {.slug = u"zhipuai-coding-plan"_s,
                     .name = u"Zhipu Coding Plan"_s,
                     .region = u"China"_s,
                     .currency = u"CNY"_s,
                     .base = u"https://open.bigmodel.cn/api/coding/paas/v4"_s,
                     .env = "ZHIPU_CODING_PLAN_API_KEY",
                     .sharedEnvs = {"ZHIPU_API_KEY"},
                     .docs = u"https://docs.bigmodel.cn"_s,
                     .keys = u"https://bigmodel.cn/usercenter/proj-mgmt/apikeys"_s,
                     .topUp = u"https://bigmodel.cn/glm-coding"_s})};
}

static QList<Vendor> dashScope()
{
    const Vendor api = common({.takesTopK = true,
                               .cacheMarks = true,
                               .thinksOnlyStreaming = true,
                               .reasoning = ReasoningStyle::EnableThinking},
                              {shared(u"sk-[a-z0-9]{32}"_s)});
    const Vendor plan =
        common({.takesTopK = true, .thinksOnlyStreaming = true, .reasoning = ReasoningStyle::EnableThinking},
               {shared(u"sk-sp-[\\w-]{20,}"_s)});
    return {at(api, {.slug = u"alibaba"_s,
                     .name = u"Qwen (DashScope)"_s,
                     .region = u"International"_s,
                     .currency = u"USD"_s,
                     .base = u"https://dashscope-intl.aliyuncs.com/compatible-mode/v1"_s,
                     .env = "DASHSCOPE_API_KEY",
                     .sharedEnvs = {},
                     .docs = u"https://www.alibabacloud.com/help/en/model-studio"_s,
                     .keys = u"https://modelstudio.console.alibabacloud.com"_s,
                     .topUp = u"https://usercenter2-intl.aliyun.com"_s}),
            at(api, {.slug = u"alibaba-cn"_s,
                     .name = u"Qwen (DashScope China)"_s,
                     .region = u"China"_s,
                     .currency = u"CNY"_s,
                     .base = u"https://dashscope.aliyuncs.com/compatible-mode/v1"_s,
                     .env = "DASHSCOPE_CN_API_KEY",
                     .sharedEnvs = {"DASHSCOPE_API_KEY"},
                     .docs = u"https://help.aliyun.com/zh/model-studio"_s,
                     .keys = u"https://bailian.console.aliyun.com"_s,
                     .topUp = u"https://usercenter2.aliyun.com"_s}),
            at(api, {.slug = u"alibaba-us"_s,
                     .name = u"Qwen (DashScope US)"_s,
                     .region = u"US"_s,
                     .currency = u"USD"_s,
                     .base = u"https://dashscope-us.aliyuncs.com/compatible-mode/v1"_s,
                     .env = "DASHSCOPE_US_API_KEY",
                     .sharedEnvs = {"DASHSCOPE_API_KEY"},
                     .docs = u"https://www.alibabacloud.com/help/en/model-studio"_s,
                     .keys = u"https://modelstudio.console.alibabacloud.com"_s,
                     .topUp = u"https://usercenter2-intl.aliyun.com"_s}),
            at(plan, {.slug = u"alibaba-coding-plan"_s,
                      .name = u"Qwen Coding Plan"_s,
                      .region = u"International"_s,
                      .currency = u"USD"_s,
                      .base = u"https://coding-intl.dashscope.aliyuncs.com/v1"_s,
                      .env = "ALIBABA_CODING_PLAN_API_KEY",
                      .sharedEnvs = {},
                      .docs = u"https://www.alibabacloud.com/help/en/model-studio/coding-plan"_s,
                      .keys = u"https://modelstudio.console.alibabacloud.com"_s,
                      .topUp = u"https://modelstudio.console.alibabacloud.com"_s}),
            at(plan, {.slug = u"alibaba-coding-plan-cn"_s,
                      .name = u"Qwen Coding Plan (China)"_s,
                      .region = u"China"_s,
                      .currency = u"CNY"_s,
                      .base = u"https://coding.dashscope.aliyuncs.com/v1"_s,
                      .env = "ALIBABA_CN_CODING_PLAN_API_KEY",
                      .sharedEnvs = {"ALIBABA_CODING_PLAN_API_KEY"},
                      .docs = u"https://help.aliyun.com/zh/model-studio"_s,
                      .keys = u"https://bailian.console.aliyun.com"_s,
                      .topUp = u"https://bailian.console.aliyun.com"_s})};
}

static QList<Vendor> siliconFlow()
{
    Vendor api = common({.takesTopK = true, .reasoning = ReasoningStyle::EnableThinking},
                        {shared(u"sk-(?!.{20}T3BlbkFJ)[A-Za-z0-9]{48}"_s)});
    api.keyTestPath = "/user/info";
    api.balance = BalanceApi::SiliconFlow;
    api.balancePath = "/v1/user/info";
    return {at(api, {.slug = u"siliconflow"_s,
                     .name = u"SiliconFlow"_s,
                     .region = u"International"_s,
                     .currency = u"USD"_s,
                     .base = u"https://api.siliconflow.com/v1"_s,
                     .env = "SILICONFLOW_API_KEY",
                     .sharedEnvs = {},
                     .docs = u"https://docs.siliconflow.com"_s,
                     .keys = u"https://cloud.siliconflow.com/account/ak"_s,
                     .topUp = u"https://cloud.siliconflow.com/expensebill"_s}),
            at(api, {.slug = u"siliconflow-cn"_s,
                     .name = u"SiliconFlow (China)"_s,
                     .region = u"China"_s,
                     .currency = u"CNY"_s,
                     .base = u"https://api.siliconflow.cn/v1"_s,
                     .env = "SILICONFLOW_CN_API_KEY",
                     .sharedEnvs = {"SILICONFLOW_API_KEY"},
                     .docs = u"https://docs.siliconflow.cn"_s,
                     .keys = u"https://cloud.siliconflow.cn/account/ak"_s,
                     .topUp = u"https://cloud.siliconflow.cn/expensebill"_s})};
}

QList<Vendor> chineseVendors()
{
    Vendor deepSeek =
        common({.reasoning = ReasoningStyle::ThinkingAndEffort}, {shared(u"sk-[a-z0-9]{32}"_s)});
    deepSeek.keyTestPath = "/user/balance";
    deepSeek.balance = BalanceApi::DeepSeek; // tells the account's currency itself
    deepSeek.balancePath = "/user/balance";
    return QList<Vendor>{at(deepSeek, {.slug = u"deepseek"_s,
                                       .name = u"DeepSeek"_s,
                                       .region = QString(),
                                       .currency = u"USD"_s,
                                       .base = u"https://api.deepseek.com"_s,
                                       .env = "DEEPSEEK_API_KEY",
                                       .sharedEnvs = {},
                                       .docs = u"https://api-docs.deepseek.com"_s,
                                       .keys = u"https://platform.deepseek.com/api_keys"_s,
                                       .topUp = u"https://platform.deepseek.com/top_up"_s})} +
           moonshot() + miniMax() + stepFun() + zhipu() + dashScope() + siliconFlow() +
           QList<Vendor>{at(common({}, {}), {.slug = u"01-ai"_s,
                                             .name = u"01.AI"_s,
                                             .region = u"China"_s,
                                             .currency = u"CNY"_s,
                                             .base = u"https://api.lingyiwanwu.com/v1"_s,
                                             .env = "YI_API_KEY",
                                             .sharedEnvs = {},
                                             .docs = u"https://platform.lingyiwanwu.com/docs"_s,
                                             .keys = u"https://platform.lingyiwanwu.com/apikeys"_s,
                                             .topUp = u"https://platform.lingyiwanwu.com"_s}),
                         at(common({.reasoning = ReasoningStyle::ThinkingType}, {}),
                            {u"volcengine"_s,
                             u"Volcengine Ark"_s,
                             u"China"_s,
                             u"CNY"_s,
                             u"https://ark.cn-beijing.volces.com/api/v3"_s,
                             "ARK_API_KEY",
                             {},
                             u"https://www.volcengine.com/docs/82379"_s,
                             u"https://console.volcengine.com/ark"_s,
                             u"https://console.volcengine.com/finance"_s})};
}

} // namespace Crossroads
