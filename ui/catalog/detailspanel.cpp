// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/catalog/detailspanel.h"

#include "ui/catalog/offerbookdelegate.h"
#include "ui/catalog/offerbookmodel.h"
#include "ui/catalog/pricegraph.h"
#include "ui/common/catalogmodel.h"
#include "ui/common/columnfit.h"
#include "ui/common/elidedlabel.h"
#include "ui/common/flatheader.h"
#include "ui/common/icons.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/moneytext.h"
#include "ui/common/primarybutton.h"
#include "ui/common/textlocale.h"
#include "ui/common/tokens.h"

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QTableView>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int sidePadding = 12;

std::optional<Money> monthCost(const MonthUsage &month, const Prices &prices, int &unknown)
{
    unknown = 0;
    if (!prices.isKnown())
        return std::nullopt;
    Money sum;
    for (const Usage &usage : month.answers) {
        if (const auto cost = computeCost(usage, prices))
            sum += *cost;
        else
            ++unknown;
    }
    return sum;
}

static QLabel *plainLabel(QWidget *parent, const QFont &font)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setFont(font);
    return label;
}

static QToolButton *flatButton(QWidget *parent, const QString &name)
{
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setFixedSize(28, 28);
    button->setAccessibleName(name);
    button->setToolTip(name);
    return button;
}

DetailsPanel::DetailsPanel(QWidget *parent)
    : QWidget(parent), m_name(plainLabel(this, sized(font(), 2, true))), m_idLabel(plainLabel(this, {})),
      m_facts(plainLabel(this, sized(font(), -1))), m_star(flatButton(this, tr("Favourite"))),
      m_more(flatButton(this, tr("More"))), m_close(flatButton(this, tr("Close the details"))),
      m_add(new PrimaryButton(tr("Add to lineup"), this)), m_compare(new QPushButton(tr("Compare"), this)),
      m_jump(new InlineBanner(this)), m_bookCount(new ElidedLabel(this)), m_blend(new QComboBox(this)),
      m_book(new OfferBookModel(this)), m_bookView(new QTableView(this)),
      m_bookNote(plainLabel(this, sized(font(), -1))),
      m_upstreams(new QPushButton(tr("Ask OpenRouter who serves it"), this)), m_bookBox(nullptr),
      m_historyBox(nullptr), m_monthBox(nullptr), m_verdict(plainLabel(this, sized(font(), -1))),
      m_graph(new PriceGraph(this)), m_monthFigure(plainLabel(this, sized(font(), 1, true))),
      m_monthNote(plainLabel(this, sized(font(), -1))), m_monthPaid(plainLabel(this, sized(font(), -1)))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    build();
    setClosable(false);
    recolour();
    clear();
}

void DetailsPanel::build()
{
    auto *inside = new QWidget;
    inside->setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 12);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(m_jump);
    column->addWidget(buildBook());
    column->addWidget(buildHistory());
    column->addWidget(buildMonth());
    column->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setBackgroundRole(QPalette::Base);
    scroll->setWidget(inside);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *frame = new QVBoxLayout(this);
    frame->setContentsMargins(1, 0, 0, 0);
    frame->addWidget(scroll);
}

QWidget *DetailsPanel::buildHead()
{
    auto *box = new QWidget(this);
    m_name->setWordWrap(true);
    m_facts->setWordWrap(true);
    m_idLabel->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont fixed(u"Hack"_s);
    fixed.setStyleHint(QFont::Monospace);
    fixed.setPointSizeF(sized(font(), -1).pointSizeF());
    m_idLabel->setFont(fixed);
    auto *top = new QHBoxLayout;
    top->setSpacing(4);
    top->addWidget(m_name, 1);
    for (QToolButton *button : {m_star, m_more, m_close})
        top->addWidget(button, 0, Qt::AlignTop);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_add->setGlyph(u"add"_s);
    m_compare->setToolTip(tr("Puts it beside other models (Space in the table)"));
    buttons->addWidget(m_add);
    buttons->addWidget(m_compare);
    buttons->addStretch();
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(sidePadding, 12, sidePadding, 10);
    column->setSpacing(4);
    column->addLayout(top);
    column->addWidget(m_idLabel);
    column->addWidget(m_facts);
    column->addSpacing(6);
    column->addLayout(buttons);
    // Not setMenu(): the style would add an arrow beside the dots.
    connect(m_more, &QToolButton::clicked, this, [this] {
        if (m_menu)
            m_menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
    });
    connect(m_add, &QPushButton::clicked, this, [this] { Q_EMIT addAsked(m_id); });
    connect(m_compare, &QPushButton::clicked, this, [this] { Q_EMIT compareAsked(m_id); });
    connect(m_star, &QToolButton::clicked, this, [this] { Q_EMIT favouriteAsked(m_id); });
    connect(m_close, &QToolButton::clicked, this, &DetailsPanel::closeAsked);
    return box;
}

QWidget *DetailsPanel::buildBook()
{
    auto *box = m_bookBox = new QWidget(this);
    auto *title = plainLabel(box, sized(font(), 0, true));
    title->setText(tr("Offer book"));
    m_blend->setAccessibleName(tr("How input and output weigh in the order"));
    m_blend->setToolTip(tr("Cheapest first by this mix of input and output tokens"));
    for (const int parts : {1, 3, 10, 30})
        m_blend->addItem(tr("%1 in : 1 out").arg(parts), parts);
    m_blend->setCurrentIndex(1);
    m_bookView->setModel(m_book);
    m_bookView->setItemDelegate(new OfferBookDelegate(m_bookView));
    m_bookView->setAccessibleName(tr("Offer book"));
    m_bookView->setFrameShape(QFrame::NoFrame);
    m_bookView->setShowGrid(false);
    m_bookView->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_bookView->setSelectionMode(QAbstractItemView::SingleSelection);
    m_bookView->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_bookView->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_bookView->setTabKeyNavigation(false);
    m_bookView->verticalHeader()->hide();
    m_bookView->verticalHeader()->setDefaultSectionSize(qMax(28, fontMetrics().height() + 8));
    auto *head = new FlatHeader(m_bookView);
    m_bookView->setHorizontalHeader(head);
    head->setMinimumSectionSize(28);
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setSectionResizeMode(0, QHeaderView::Stretch);
    const int widths[] = {0, 46, 46, 46, 48, 34, 46};
    for (int i = 1; i < OfferBookModel::ColumnCount; ++i)
        head->resizeSection(i, grown(widths[i], font()));
    m_bookView->viewport()->installEventFilter(this);
    m_bookNote->setWordWrap(true);
    m_bookNote->setText(tr("TTFT, t/s and OK % come from your own traffic in 30 days."));
    auto *top = new QHBoxLayout;
    top->addWidget(title);
    m_bookCount->setFont(sized(font(), -1));
    m_bookCount->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    top->addWidget(m_bookCount, 1);
    top->addWidget(m_blend);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 10, 0, 8);
    column->setSpacing(6);
    auto *padded = new QVBoxLayout;
    padded->setContentsMargins(sidePadding, 0, sidePadding, 0);
    padded->addLayout(top);
    column->addLayout(padded);
    column->addWidget(m_bookView);
    auto *notes = new QVBoxLayout;
    notes->setContentsMargins(sidePadding, 0, sidePadding, 0);
    notes->addWidget(m_bookNote);
    notes->addWidget(m_upstreams, 0, Qt::AlignLeft);
    column->addLayout(notes);
    connect(m_blend, &QComboBox::currentIndexChanged, this, [this] {
        if (m_index && m_place >= 0)
            m_book->setBook(m_index, m_place, m_blend->currentData().toInt());
        fitBook();
    });
    connect(m_upstreams, &QPushButton::clicked, this, [this] {
        m_upstreams->setEnabled(false);
        Q_EMIT upstreamsAsked(m_id);
    });
    return box;
}

QWidget *DetailsPanel::buildHistory()
{
    m_historyBox = new QWidget(this);
    auto *title = plainLabel(m_historyBox, sized(font(), 0, true));
    title->setText(tr("Output price, 90 days"));
    auto *top = new QHBoxLayout;
    top->addWidget(title, 1);
    top->addWidget(m_verdict);
    auto *column = new QVBoxLayout(m_historyBox);
    column->setContentsMargins(sidePadding, 10, sidePadding, 8);
    column->addLayout(top);
    column->addWidget(m_graph);
    return m_historyBox;
}

QWidget *DetailsPanel::buildMonth()
{
    auto *box = m_monthBox = new QWidget(this);
    auto *title = plainLabel(box, sized(font(), 0, true));
    title->setText(tr("What would my month cost?"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_monthFigure);
    row->addWidget(m_monthNote, 1);
    row->addWidget(m_monthPaid);
    m_monthNote->setWordWrap(true);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(sidePadding, 10, sidePadding, 8);
    column->addWidget(title);
    column->addLayout(row);
    return box;
}

const Model &DetailsPanel::model() const
{
    return m_index->catalog().models()[m_place];
}

/// "Open weights · December 2025 · 164 K in · 65 K out · text, image".
static QString factsText(const Model &m)
{
    QStringList parts;
    if (m.simulated)
        parts.append(DetailsPanel::tr("Simulated"));
    if (m.custom)
        parts.append(DetailsPanel::tr("Added by hand"));
    if (m.kind == ModelKind::Alias)
        parts.append(DetailsPanel::tr("Moves to the newest"));
    if (m.kind == ModelKind::Router)
        parts.append(DetailsPanel::tr("Picks a model itself"));
    if (m.openWeights != Known::Unknown)
        parts.append(m.openWeights == Known::Yes ? DetailsPanel::tr("Open weights")
                                                 : DetailsPanel::tr("Closed weights"));
    if (m.released.isValid())
        parts.append(textLocale().toString(m.released, u"MMMM yyyy"_s));
    if (!m.knowledgeCutoff.isEmpty())
        parts.append(DetailsPanel::tr("knows until %1").arg(m.knowledgeCutoff));
    if (m.contextTokens > 0)
        parts.append(DetailsPanel::tr("%1 in").arg(tokensText(m.contextTokens)));
    if (m.maxOutputTokens > 0)
        parts.append(DetailsPanel::tr("%1 out").arg(tokensText(m.maxOutputTokens)));
    parts.append(modalityNames(m.inputs).join(u", "_s));
    if (m.outputs != Modalities(Modality::Text))
        parts.append(DetailsPanel::tr("gives %1").arg(modalityNames(m.outputs).join(u", "_s)));
    return parts.join(u" · "_s);
}

void DetailsPanel::showModel(std::shared_ptr<const CatalogIndex> index, int place)
{
    const bool another = index->catalog().models()[place].id != m_id;
    m_index = std::move(index);
    m_place = place;
    const Model &m = model();
    const CatalogRow &row = m_index->row(place);
    m_id = m.id;
    m_name->setText(m.name);
    m_idLabel->setText(m.id);
    m_facts->setText(factsText(m));
    for (QWidget *widget : std::initializer_list<QWidget *>{m_star, m_more, m_add, m_compare, m_bookView})
        widget->setEnabled(true);
    m_bookBox->show();
    m_monthBox->show();
    m_star->setAccessibleName(row.favourite ? tr("Favourite, remove") : tr("Make it a favourite"));
    m_book->setBook(m_index, place, m_blend->currentData().toInt());
    m_bookCount->setText(tr("%n offers, USD per million", nullptr, m_book->offerCount()));
    const bool atOpenRouter = std::ranges::any_of(
        m.offers, [](const Offer &o) { return o.provider == "openrouter"_L1 && o.reach == Reach::Callable; });
    m_upstreams->setVisible(atOpenRouter);
    if (another) {
        m_upstreams->setEnabled(true);
        m_bookNote->setText(tr("TTFT, t/s and OK % come from your own traffic in 30 days."));
    }
    const bool jumped =
        std::ranges::any_of(m.offers, [&](const Offer &o) { return o.priceJumped && m_index->counts(o); });
    m_jump->setVisible(jumped);
    if (jumped) {
        m_jump->setMessage(InlineBanner::Kind::Warn, tr("A price moved more than five-fold."),
                           tr("It is marked below, and is not taken as the floor while there is another."));
        connect(m_jump->addAction(tr("I have looked")), &QPushButton::clicked, this,
                [this] { Q_EMIT jumpAccepted(m_id); });
    }
    const int floor = row.floorOffer;
    m_historyBox->setVisible(floor >= 0);
    if (floor >= 0) {
        m_graph->setOffer(m.offers[floor], m_index->standing().today);
        const QString verdict = m_graph->verdict();
        m_verdict->setText(verdict.isEmpty() ? tr("no change known") : verdict);
    }
    showMonth();
    fillMenu();
    fitBook();
    recolour();
}

void DetailsPanel::clear()
{
    m_place = -1;
    m_id.clear();
    m_name->setText(tr("No model"));
    m_idLabel->clear();
    m_facts->setText(tr("Pick one in the table to see who offers it, and for how much."));
    for (QWidget *widget : std::initializer_list<QWidget *>{m_star, m_more, m_add, m_compare, m_bookView})
        widget->setEnabled(false);
    m_jump->hide();
    for (QWidget *box : {m_bookBox, m_historyBox, m_monthBox})
        box->hide();
}

void DetailsPanel::fillMenu()
{
    auto *menu = new QMenu(m_more);
    const Model &m = model();
    const auto link = [&](const QString &text, const QString &address) {
        menu->addAction(text, this, [address] { QDesktopServices::openUrl(QUrl(address)); });
    };
    menu->addAction(tr("Copy the id"), this, [this] { QGuiApplication::clipboard()->setText(m_id); });
    if (!m.huggingFaceId.isEmpty())
        link(tr("Model card at Hugging Face"), u"https://huggingface.co/"_s + m.huggingFaceId);
    for (const Offer &offer : m.offers) {
        if (offer.provider == "openrouter"_L1 && offer.variant == OfferVariant::Standard)
            link(tr("Page at OpenRouter"), u"https://openrouter.ai/"_s + offer.providerModelId);
    }
    for (const Offer &offer : m.offers) {
        const CatalogProvider *provider = m_index->catalog().provider(offer.provider);
        if (provider && provider->slug == m.author && provider->docs.startsWith("https://"_L1)) {
            link(tr("Documentation of %1").arg(provider->name), provider->docs);
            break;
        }
    }
    if (std::ranges::any_of(m.offers, &Offer::custom) && !m.simulated)
        menu->addAction(tr("Remove what was added by hand"), this, [this] { Q_EMIT removeAsked(m_id); });
    delete m_menu;
    m_menu = menu;
}

void DetailsPanel::fitBook()
{
    const int rows = m_book->rowCount();
    const int height = m_bookView->horizontalHeader()->sizeHint().height() +
                       rows * m_bookView->verticalHeader()->defaultSectionSize() + 2;
    m_bookView->setFixedHeight(height); // the panel scrolls as a whole
}

bool DetailsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_bookView->viewport() && event->type() == QEvent::Resize)
        fitColumns(*m_bookView, OfferBookModel::Provider, grown(110, font()),
                   {OfferBookModel::Speed, OfferBookModel::Ttft, OfferBookModel::Answered});
    return QWidget::eventFilter(watched, event);
}

void DetailsPanel::setObservations(const QList<Observation> &observations)
{
    m_book->setObservations(observations);
}

void DetailsPanel::setUpstreams(const QString &model, const Result<QList<UpstreamOffer>> &upstreams)
{
    if (model != m_id)
        return;
    m_upstreams->setEnabled(true);
    if (!upstreams) {
        m_bookNote->setText(upstreams.error().message + u' ' + upstreams.error().hint);
        return;
    }
    m_book->setUpstreams(*upstreams);
    m_bookNote->setText(upstreams->isEmpty() ? tr("OpenRouter names nobody who serves it.")
                                             : tr("What OpenRouter routes to stands under its row."));
    fitBook();
}

void DetailsPanel::setMonth(const Result<MonthUsage> &month)
{
    m_month = month ? std::optional(*month) : std::nullopt;
    if (m_place >= 0)
        showMonth();
}

void DetailsPanel::showMonth()
{
    m_monthPaid->clear();
    m_monthFigure->clear();
    if (!m_month || m_month->answers.isEmpty()) {
        m_monthNote->setText(tr("You have no paid answers in the last 30 days yet."));
        return;
    }
    const CatalogRow &row = m_index->row(m_place);
    int unknown = 0;
    const auto cost = row.floor ? monthCost(*m_month, *row.floor, unknown) : std::nullopt;
    m_monthFigure->setText(cost ? u'~' + moneyText(*cost) : tr("cost unknown"));
    QString note =
        tr("your last 30 days, %n answers, at the floor price", nullptr, int(m_month->answers.size()));
    if (unknown > 0)
        note += tr("; %1 without a token count").arg(unknown);
    m_monthNote->setText(note);
    m_monthPaid->setText(tr("paid: %1").arg(moneyText(m_month->paid)));
}

void DetailsPanel::setClosable(bool closable)
{
    m_close->setVisible(closable);
}

void DetailsPanel::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    const bool favourite = m_index && m_place >= 0 && m_index->row(m_place).favourite;
    m_star->setIcon(lineIcon(favourite ? u"star-filled"_s : u"star"_s, favourite ? t.accent : t.text));
    m_more->setIcon(lineIcon(u"more"_s, t.text));
    m_close->setIcon(lineIcon(u"close"_s, t.text));
    const auto mute = [](QLabel *label, const QColor &color) {
        QPalette p = label->palette();
        p.setColor(QPalette::WindowText, color);
        label->setPalette(p);
    };
    for (QLabel *label : {m_facts, m_idLabel, m_bookCount, m_bookNote, m_monthNote})
        mute(label, t.muted);
    mute(m_verdict, m_verdict->text().startsWith(u'▼')   ? t.ok
                    : m_verdict->text().startsWith(u'▲') ? t.error
                                                         : t.muted);
}

void DetailsPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void DetailsPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, 1, height()), Tokens::fromPalette(palette()).sep);
}

} // namespace Crossroads
