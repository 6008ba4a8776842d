namespace TeemCalendar.Sandbox.State;

/// <summary>The licences of a new tenant, by the ids that Microsoft publishes.</summary>
internal static class SkuCatalog
{
    internal static readonly Guid EnterprisePack = new("6fd2c87f-b296-42f0-b197-1e91e994b900");
    internal static readonly Guid ExchangeStandard = new("4b9405b0-7788-4568-add1-99614e613b69");
    internal static readonly Guid ExchangeDeskless = new("80b2d799-d2ba-4d2a-8842-fb0d0f3a4b82");

    internal static readonly Guid TeamsRoomsPro = new("4cde982a-ede4-4409-9ae6-b003453c8ea6");

    static readonly Guid PremiumPlan = new("41781fb2-bc02-4b7c-bd55-b576c07bb09d");
    static readonly Guid StandardPlan = new("9aaf7827-d63c-4b61-89c3-182f06f82e5c");
    static readonly Guid EnterprisePlan = new("efb87545-963c-4e0d-99df-69c6916d9eb0");
    static readonly Guid DesklessPlan = new("4a82b400-a79f-41a4-b4e2-e94f5787b113");
    static readonly Guid FoundationPlan = new("113feb6c-3fe4-4440-bddc-54d774bf0318");

    internal static List<Sku> OfNewTenant() =>
    [
        new() { SkuId = ExchangeStandard, PartNumber = "EXCHANGESTANDARD", Enabled = 25, Plans = [new() { PlanId = StandardPlan, Name = "EXCHANGE_S_STANDARD" }] },
        new()
        {
            SkuId = EnterprisePack, PartNumber = "ENTERPRISEPACK", Enabled = 1000,
            Plans = [new() { PlanId = EnterprisePlan, Name = "EXCHANGE_S_ENTERPRISE" }, new() { PlanId = FoundationPlan, Name = "EXCHANGE_S_FOUNDATION" }],
        },
        new() { SkuId = ExchangeDeskless, PartNumber = "EXCHANGEDESKLESS", Enabled = 10, Plans = [new() { PlanId = DesklessPlan, Name = "EXCHANGE_S_DESKLESS" }] },
    ];

    /// <summary>The licence of a Teams Rooms device. It has no Exchange: a room's mailbox needs no licence (documented).</summary>
    internal static Sku TeamsRooms() => new()
    {
        SkuId = TeamsRoomsPro, PartNumber = "Microsoft_Teams_Rooms_Pro", Enabled = 5,
        Plans = [new() { PlanId = new("57ff2da0-773e-42df-b2af-ffb7a2317929"), Name = "TEAMS1" }, new() { PlanId = new("0feaeb32-d00e-4d66-bd5a-43b5b83db82c"), Name = "MCOSTANDARD" }],
    };

    /// <summary>Microsoft Entra ID P1.</summary>
    internal static Sku EntraPremium() => new() { SkuId = new("078d2b04-f1bd-4111-bbd4-b4b1b354cef4"), PartNumber = "AAD_PREMIUM", Enabled = 50, Plans = [new() { PlanId = PremiumPlan, Name = "AAD_PREMIUM" }] };

    /// <summary>Whether a plan opens the reports about sign-ins (documented: P1 or P2).</summary>
    internal static bool OpensReports(Guid plan) => plan == PremiumPlan;

    /// <summary>Documented: a person has one of Exchange's plans. The pair that excludes each other, or null.</summary>
    internal static (Guid One, Guid Other)? Exclude(IEnumerable<Guid> plans) => plans.Where(BringsMailbox).Distinct().Take(2).ToArray() is [var one, var other] ? (one, other) : null;

    /// <summary>Whether a plan brings a mailbox. EXCHANGE_S_FOUNDATION has Exchange in its name and brings none (seen).</summary>
    internal static bool BringsMailbox(Guid plan) => plan == StandardPlan || plan == EnterprisePlan || plan == DesklessPlan;
}
