namespace TeemCalendar.Sandbox.Permissions;

/// <summary>Entra's built-in directory roles that matter to Exchange, by their template ids (the same in every tenant).</summary>
internal static class DirectoryRoleCatalog
{
    internal static readonly Guid GlobalAdministrator = new("62e90394-69f5-4237-9190-012177145e10");
    internal static readonly Guid ExchangeAdministrator = new("29232cdf-9323-42fd-ade2-1d097af3e4de");
    internal static readonly Guid ExchangeRecipientAdministrator = new("31392ffb-586c-42d1-9346-e59415a2cc4e");
    internal static readonly Guid GlobalReader = new("f2ef992c-3afb-46b9-b7cf-a126ee74c451");
    internal static readonly Guid UserAdministrator = new("fe930be7-5e62-47db-91af-98c3a49a38b1");
    internal static readonly Guid ComplianceAdministrator = new("17315797-102d-40b4-93e0-432062caca18");
    internal static readonly Guid SecurityAdministrator = new("194ae4cb-b126-40b2-bd5b-6091b380977d");
    internal static readonly Guid SecurityReader = new("5d6b6bb7-de71-4623-b4af-96380a352509");
    internal static readonly Guid ApplicationAdministrator = new("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3");
    internal static readonly Guid CloudApplicationAdministrator = new("158c047a-c907-4556-b7ef-446551a6b5f7");
    internal static readonly Guid HelpdeskAdministrator = new("729827e3-9c14-49f7-bb1b-9608f156bbb8");

    /// <summary>What a token's wids says of a principal without any role (seen in a capture).</summary>
    internal static readonly Guid NoRole = new("0997a1d0-0d1d-4acb-b408-d5ca73121e90");

    internal static readonly IReadOnlyDictionary<Guid, string> Names = new Dictionary<Guid, string>
    {
        [GlobalAdministrator] = "Global Administrator",
        [ExchangeAdministrator] = "Exchange Administrator",
        [ExchangeRecipientAdministrator] = "Exchange Recipient Administrator",
        [GlobalReader] = "Global Reader",
        [UserAdministrator] = "User Administrator",
        [ApplicationAdministrator] = "Application Administrator",
        [CloudApplicationAdministrator] = "Cloud Application Administrator",
        [HelpdeskAdministrator] = "Helpdesk Administrator",
        [ComplianceAdministrator] = "Compliance Administrator",
        [SecurityAdministrator] = "Security Administrator",
        [SecurityReader] = "Security Reader",
    };
}
