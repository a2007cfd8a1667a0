// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/parametersdialog.h"

#include "ui/common/screenfit.h"
#include "ui/common/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QSpinBox>
#include <QTabWidget>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr ReasoningEffort efforts[] = {
    ReasoningEffort::None, ReasoningEffort::Minimal, ReasoningEffort::Low, ReasoningEffort::Medium,
    ReasoningEffort::High, ReasoningEffort::XHigh,   ReasoningEffort::Max};

ParametersDialog::ParametersDialog(const ChatRequest &request, QWidget *parent)
    : QDialog(parent), m_request(request), m_problem(new QLabel(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Parameters"));
    auto *tabs = new QTabWidget(this);
    tabs->addTab(common(), tr("&Common"));
    tabs->addTab(sampling(), tr("Samplin&g"));
    tabs->addTab(output(), tr("O&utput and tools"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    QPalette alarm = palette();
    alarm.setColor(QPalette::WindowText, Tokens::fromPalette(palette()).error);
    m_problem->setPalette(alarm);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("Use for the next runs"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(tabs);
    column->addWidget(m_problem);
    column->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QPlainTextEdit *box : {m_schema, m_tools})
        connect(box, &QPlainTextEdit::textChanged, this, &ParametersDialog::check);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ParametersDialog::check);
    check();
    resizeWithinScreen(this, {560, 460});
}

QPlainTextEdit *ParametersDialog::editor(const QString &text, const QString &placeholder, const QString &name)
{
    auto *box = new QPlainTextEdit(text, this);
    box->setTabChangesFocus(true);
    box->setPlaceholderText(placeholder);
    box->setAccessibleName(name);
    return box;
}

/// One step below its range a field says "the model's own", and nothing is sent.
QDoubleSpinBox *ParametersDialog::number(double least, double most, const std::optional<double> &value,
                                         const QString &name)
{
    auto *box = new QDoubleSpinBox(this);
    box->setRange(least - 0.05, most);
    box->setSingleStep(0.05);
    box->setSpecialValueText(tr("the model's own"));
    box->setValue(value.value_or(least - 0.05));
    box->setAccessibleName(name);
    return box;
}

static std::optional<double> valueOf(const QDoubleSpinBox &box)
{
    return box.value() < box.minimum() + 0.01 ? std::nullopt : std::optional(box.value());
}

QWidget *ParametersDialog::common()
{
    auto *page = new QWidget(this);
    auto *form = new QFormLayout(page);
    m_system = editor(m_request.system, tr("Instructions that go before every prompt"), tr("System"));
    m_maxTokens = new QSpinBox(page);
    m_maxTokens->setRange(1, 1'000'000);
    m_maxTokens->setGroupSeparatorShown(true);
    m_maxTokens->setValue(m_request.maxTokens);
    m_reasoning = new QComboBox(page);
    m_reasoning->addItem(tr("the model's own"));
    const QStringList words{tr("none"), tr("minimal"),   tr("low"), tr("medium"),
                            tr("high"), tr("very high"), tr("most")};
    m_reasoning->addItems(words);
    if (m_request.reasoning.effort)
        m_reasoning->setCurrentIndex(1 + int(*m_request.reasoning.effort));
    m_cache = new QCheckBox(tr("Let providers cache the system text and what is attached"), page);
    m_cache->setChecked(m_request.systemCacheMark);
    m_strict = new QCheckBox(tr("Refuse to send what an offer does not take"), page);
    m_strict->setToolTip(tr("Otherwise it is left out, with a note in the lane."));
    m_strict->setChecked(m_request.strict);
    form->addRow(tr("&System"), m_system);
    form->addRow(tr("At most &tokens out"), m_maxTokens);
    form->addRow(tr("&Reasoning"), m_reasoning);
    form->addRow(QString(), m_cache);
    form->addRow(QString(), m_strict);
    return page;
}

QWidget *ParametersDialog::sampling()
{
    auto *page = new QWidget(this);
    auto *form = new QFormLayout(page);
    m_temperature = number(0, 2, m_request.temperature, tr("Temperature"));
    m_topP = number(0, 1, m_request.topP, tr("Top p"));
    m_topK = new QSpinBox(page);
    m_topK->setRange(0, 1'000'000);
    m_topK->setSpecialValueText(tr("the model's own"));
    m_topK->setValue(m_request.topK.value_or(0));
    m_frequency = number(-2, 2, m_request.frequencyPenalty, tr("Frequency penalty"));
    m_presence = number(-2, 2, m_request.presencePenalty, tr("Presence penalty"));
    m_seed = new QLineEdit(m_request.seed ? QString::number(*m_request.seed) : QString(), page);
    m_seed->setPlaceholderText(tr("none"));
    m_seed->setValidator(new QRegularExpressionValidator(QRegularExpression(u"\\d{0,15}"_s), m_seed));
    m_stop = new QLineEdit(m_request.stop.join(u" | "_s), page);
    m_stop->setPlaceholderText(tr("texts that end the answer, parted by |"));
    form->addRow(tr("&Temperature"), m_temperature);
    form->addRow(tr("Top &p"), m_topP);
    form->addRow(tr("Top &k"), m_topK);
    form->addRow(tr("&Frequency penalty"), m_frequency);
    form->addRow(tr("P&resence penalty"), m_presence);
    form->addRow(tr("&Seed"), m_seed);
    form->addRow(tr("St&op at"), m_stop);
    return page;
}

static QString indented(const QJsonDocument &document)
{
    return document.isEmpty() ? QString()
                              : QString::fromUtf8(document.toJson(QJsonDocument::Indented)).trimmed();
}

static QString toolsText(const QList<ToolDefinition> &tools)
{
    QJsonArray array;
    for (const ToolDefinition &tool : tools)
        array.append(QJsonObject{{"name"_L1, tool.name},
                                 {"description"_L1, tool.description},
                                 {"parameters"_L1, tool.parameters}});
    return indented(QJsonDocument(array));
}

QWidget *ParametersDialog::output()
{
    auto *page = new QWidget(this);
    auto *form = new QFormLayout(page);
    m_format = new QComboBox(page);
    m_format->addItems({tr("text"), tr("a JSON object"), tr("JSON after a schema")});
    m_format->setCurrentIndex(int(m_request.format.kind));
    m_schema = editor(indented(QJsonDocument(m_request.format.schema)),
                      u"{\"type\": \"object\", \"properties\": {…}}"_s, tr("JSON schema"));
    m_tools = editor(toolsText(m_request.tools),
                     u"[{\"name\": …, \"description\": …, \"parameters\": {…}}]"_s, tr("Tools"));
    for (QPlainTextEdit *box : {m_schema, m_tools})
        box->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_toolChoice = new QComboBox(page);
    m_toolChoice->setEditable(true);
    m_toolChoice->addItems({u"auto"_s, u"none"_s, u"required"_s});
    m_toolChoice->setToolTip(tr("Or the name of the one tool to call."));
    const ToolChoice &choice = m_request.toolChoice;
    m_toolChoice->setCurrentText(
        choice.mode == ToolChoice::Mode::Named ? choice.name : m_toolChoice->itemText(int(choice.mode)));
    form->addRow(tr("&Answer as"), m_format);
    form->addRow(tr("Sche&ma"), m_schema);
    form->addRow(tr("&Tools"), m_tools);
    form->addRow(tr("Tool &choice"), m_toolChoice);
    return page;
}

/// Says at once what can not be used.
void ParametersDialog::check()
{
    QString problem;
    QJsonParseError parse;
    const auto isJson = [&](const QPlainTextEdit &box) {
        const QByteArray text = box.toPlainText().trimmed().toUtf8();
        if (text.isEmpty())
            return true;
        (void)QJsonDocument::fromJson(text, &parse);
        return parse.error == QJsonParseError::NoError;
    };
    const bool schemaWanted = m_format->currentIndex() == int(ResponseFormat::Kind::JsonSchema);
    m_schema->setEnabled(schemaWanted);
    if (schemaWanted && m_schema->toPlainText().trimmed().isEmpty())
        problem = tr("Write the JSON schema of the answer.");
    else if (schemaWanted && !isJson(*m_schema))
        problem =
            tr("The schema is not JSON: %1, at character %2.").arg(parse.errorString()).arg(parse.offset + 1);
    else if (!isJson(*m_tools))
        problem =
            tr("The tools are not JSON: %1, at character %2.").arg(parse.errorString()).arg(parse.offset + 1);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(problem.isEmpty());
}

static QList<ToolDefinition> toolsFrom(const QString &text)
{
    QList<ToolDefinition> tools;
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    const QJsonArray array = document.isArray() ? document.array() : QJsonArray{document.object()};
    for (const QJsonValue &value : array) {
        const QJsonObject tool =
            value["function"_L1].isObject() ? value["function"_L1].toObject() : value.toObject();
        if (!tool["name"_L1].toString().isEmpty())
            tools.append({.name = tool["name"_L1].toString(),
                          .description = tool["description"_L1].toString(),
                          .parameters = tool["parameters"_L1].toObject(),
                          .strict = tool["strict"_L1].toBool()});
    }
    return tools;
}

ChatRequest ParametersDialog::request() const
{
    ChatRequest request = m_request;
    request.system = m_system->toPlainText();
    request.maxTokens = m_maxTokens->value();
    request.systemCacheMark = m_cache->isChecked();
    request.strict = m_strict->isChecked();
    request.reasoning = {};
    if (m_reasoning->currentIndex() > 0)
        request.reasoning.effort = efforts[m_reasoning->currentIndex() - 1];
    request.temperature = valueOf(*m_temperature);
    request.topP = valueOf(*m_topP);
    request.topK = m_topK->value() > 0 ? std::optional(m_topK->value()) : std::nullopt;
    request.frequencyPenalty = valueOf(*m_frequency);
    request.presencePenalty = valueOf(*m_presence);
    request.seed = m_seed->text().isEmpty() ? std::nullopt : std::optional(m_seed->text().toLongLong());
    request.stop.clear();
    const QStringList stops = m_stop->text().split(u'|', Qt::SkipEmptyParts);
    for (const QString &stop : stops) {
        if (!stop.trimmed().isEmpty())
            request.stop.append(stop.trimmed());
    }
    request.format = {};
    request.format.kind = ResponseFormat::Kind(m_format->currentIndex());
    if (request.format.kind == ResponseFormat::Kind::JsonSchema)
        request.format.schema = QJsonDocument::fromJson(m_schema->toPlainText().toUtf8()).object();
    request.tools = toolsFrom(m_tools->toPlainText());
    const QString choice = m_toolChoice->currentText().trimmed();
    const int known = m_toolChoice->findText(choice);
    request.toolChoice =
        known >= 0 ? ToolChoice{ToolChoice::Mode(known), {}} : ToolChoice{ToolChoice::Mode::Named, choice};
    return request;
}

} // namespace Crossroads
